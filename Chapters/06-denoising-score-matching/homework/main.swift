import Exercises06
import HomeworkKit

await homework.main(Answers())
