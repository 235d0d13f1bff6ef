import Exercises02
import HomeworkKit

await homework.main(Answers())
