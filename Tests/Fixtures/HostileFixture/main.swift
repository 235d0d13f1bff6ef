import HomeworkKit

await hostileHomework.main(Hostile())
