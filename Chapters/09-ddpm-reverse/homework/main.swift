import Exercises09
import HomeworkKit

await homework.main(Answers())
