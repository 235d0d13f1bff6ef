import Exercises16
import HomeworkKit

await homework.main(Answers())
