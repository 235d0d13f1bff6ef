import Exercises17
import HomeworkKit

await homework.main(Answers())
