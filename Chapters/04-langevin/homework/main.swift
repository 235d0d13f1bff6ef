import Exercises04
import HomeworkKit

await homework.main(Answers())
