import Exercises03
import HomeworkKit

await homework.main(Answers())
