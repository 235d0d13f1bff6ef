import Exercises01
import HomeworkKit

await homework.main(Answers())
