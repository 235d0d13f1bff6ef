import Exercises13
import HomeworkKit

await homework.main(Answers())
