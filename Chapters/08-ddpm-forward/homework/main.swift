import Exercises08
import HomeworkKit

await homework.main(Answers())
