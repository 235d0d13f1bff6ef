import Exercises10
import HomeworkKit

await homework.main(Answers())
