import Exercises05
import HomeworkKit

await homework.main(Answers())
