import Exercises12
import HomeworkKit

await homework.main(Answers())
