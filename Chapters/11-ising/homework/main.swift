import Exercises11
import HomeworkKit

await homework.main(Answers())
