import Elementary
import Exercises11
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 11. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-11`.
struct Answers: Exercises {
  // 11.1 · The energy of a picture (2 points)
  //
  // *Warm-up, five minutes.* Return the energy $E(y)$ of the posterior $p(y \mid x)$, with the same
  // constants left out as in the chapter. Given are $J$, $q$ and the pictures $y$ and $x$, as arrays of
  // rows, with 1 for ink and −1 for paper.
  func energy(of y: [[Int]], received x: [[Int]], coupling: Double, flipProbability: Double) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 11.2 · A sweep of the checkerboard (5 points)
  //
  // Return $y$ after one sweep of Gibbs sampling from $p(y \mid x)$: first draw all pixels whose row
  // plus column is even, both counted from 0, then the others. Each pixel has a number between 0 and
  // 1 of its own in `uniforms`: it becomes 1 if the number is below its probability of being 1, and
  // −1 otherwise.
  func gibbsSweep(
    of y: [[Int]], received x: [[Int]], coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) throws -> [[Int]] {
    throw NotAttempted()
  }

  // 11.3 · Mean field and its promise (6 points)
  //
  // Approximate $p(y \mid x)$ by independent pixels. Start with all $m_i = 0$. In each sweep go through
  // the pixels row by row, each row from the left, and give each $m_i$ the value that solves its
  // equation, with the newest values of its neighbours. Return the means after the sweeps, and their
  // lower bound $B(m)$ on $\ln Z$. A mean may be ±1 to all digits; such a pixel has no entropy.
  func meanField(received x: [[Int]], coupling: Double, flipProbability: Double, sweeps: Int) throws
    -> (means: [[Double]], bound: Double)
  {
    throw NotAttempted()
  }
}
