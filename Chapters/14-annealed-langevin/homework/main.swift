import Exercises14
import HomeworkKit

await homework.main(Answers())
