import Elementary
import Exercises14
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 14. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-14`.
struct Answers: Exercises {
  // 14.1 · The rungs of a ladder (2 points)
  //
  // *Warm-up, five minutes.* Return the noise levels $\sigma_1 > \dots > \sigma_L$ of a ladder with
  // one ratio between neighbours, and with each the step size $\alpha_i$ of annealed Langevin
  // dynamics. `first` is $\sigma_1$, `last` is $\sigma_L$, `levels` is $L \ge 2$, and `stepSize` is
  // $\varepsilon$, the $\alpha$ of the last level.
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double) throws
    -> [(noise: Double, step: Double)]
  {
    throw NotAttempted()
  }

  // 14.2 · Down the ladder (5 points)
  //
  // Take one chain of annealed Langevin dynamics down a ladder, in any number of dimensions.
  // `score(x, σ)` is the score of the data with noise $\sigma$ at the point $x$; `stepSize` is
  // $\varepsilon$. The noise levels need not have one ratio. Nothing is drawn: step $k$ on level $i$
  // uses `noise[i][k]` for $z$, and each level has as many steps as there are such vectors. Return
  // the state after each level.
  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: (_ x: [Double], _ σ: Double) -> [Double]
  ) throws -> [[Double]] {
    throw NotAttempted()
  }

  // 14.3 · Which end first? (6 points)
  //
  // A Langevin chain with small steps samples $e^{-E(x)/T}$ on the line. It starts at $x$, between
  // $a$ (`left`) and $b$ (`right`). Return the probability that it reaches $b$ before $a$, to four
  // decimals. `energy` computes $E$, which is smooth: trapezoids of width $(b-a)/10{,}000$ are fine
  // enough. Energies may be thousands of $T$, of either sign.
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) throws -> Double {
    throw NotAttempted()
  }
}
