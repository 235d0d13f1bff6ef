import Elementary
import Exercises05
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 5. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-05`.
struct Answers: Exercises {
  // 5.1 · How far are the arrows apart? (2 points)
  //
  // *Warm-up, five minutes.* Estimate the Fisher divergence $F(p \Vert q)$, as this book defines
  // it, from samples. There are points drawn from $p$, points drawn from $q$, and the scores of
  // both as functions of a point in $d$ dimensions. Choose the points that the average is taken
  // over.
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) throws -> Double {
    throw NotAttempted()
  }

  // 5.2 · Whose arrow counts? (4 points)
  //
  // A mixture of normal distributions on the line has the weights $w_k$, which sum to 1 (some may
  // be 0), the means $\mu_k$ and the standard deviations $s_k$. Return its score at $x$. It must
  // also be right a thousand standard deviations away from everything, where the computer takes
  // each of the densities for zero.
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 5.3 · The loss of an energy (4 points)
  //
  // The model is $p \propto e^{-E}$ in $d$ dimensions. Given are the gradient of $E$ and the matrix
  // of its second derivatives, $\partial_i \partial_j E$ in row $i$ and column $j$, as functions of
  // a point. Return Hyvärinen's loss $J$, averaged over the points: the number that score matching
  // makes small.
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
  ) throws -> Double {
    throw NotAttempted()
  }

  // 5.4 · Waiting for the third bus (6 points)
  //
  // Waiting times for the $a$-th bus have the density $p(x) \propto x^{a-1} e^{-rx}$ on $x > 0$;
  // here $a > 0$ need not be an integer. For $a = 1$ the chapter fits $r$ by score matching with
  // the weight $x^2$. Do the same with both parameters: derive where the weighted loss $J_w$ is
  // least, with plain averages over the data in the place of expectations, and return the shape $a$
  // and the rate $r$ there. It is a formula; nothing has to be searched.
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    throw NotAttempted()
  }

  // 5.5 · One fit for many energies (8 points)
  //
  // *A small project.* Let $E(x) = \sum_k \theta_k \varphi_k(x)$ be an energy in $d$ dimensions,
  // and the model $p \propto e^{-E}$. (The double well has $\varphi_1 = x^2/2$ and
  // $\varphi_2 = x^4/4$.) Return the $\theta$ for which the loss $J$, averaged over the points, is
  // least. Given are the gradient of each $\varphi_k$ and its Laplacian
  // $\Delta\varphi_k = \sum_j \partial_j^2 \varphi_k$, as functions of a point. A linear system has
  // to be solved: with `import Theory`, `Cholesky(matrix)!.solve(b)` does it for a symmetric
  // matrix, an array of rows.
  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) throws -> [Double] {
    throw NotAttempted()
  }
}
