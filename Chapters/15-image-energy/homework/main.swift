import Exercises15
import HomeworkKit

await homework.main(Answers())
