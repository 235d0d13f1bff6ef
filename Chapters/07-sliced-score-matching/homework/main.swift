import Exercises07
import HomeworkKit

await homework.main(Answers())
