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
  // it, from samples. Given are points drawn from $p$, points drawn from $q$, and both scores as
  // functions of a point in $d$ dimensions. Decide which points the average is taken over.
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) throws -> Double {
    throw NotAttempted()
  }

  // 5.2 · Whose arrow counts? (4 points)
  //
  // A mixture of normal distributions on the line has weights $w_j$, which sum to 1 (some may be
  // 0), means $m_j$ and standard deviations $\sigma_j$. Return its score at $x$. It must also be
  // right a thousand standard deviations away from every component, where each of the densities
  // underflows to zero.
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double])
    throws
    -> Double
  {
    throw NotAttempted()
  }

  // 5.3 · The loss of an energy (4 points)
  //
  // The model is $p \propto e^{-E}$ in $d$ dimensions. Given are the gradient of $E$ and the matrix
  // of its second derivatives, $\partial_i \partial_k E$ in row $i$ and column $k$, as functions of
  // a point. Return Hyvärinen's loss $J$, the number that score matching minimises, averaged over
  // the points.
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
  // the weight $x^2$. Do the same for both parameters: derive where the weighted loss $J_{x^2}$ is
  // least, with plain averages over the data in place of expectations, and return the shape $a$
  // and the rate $r$ there. The answer is a formula; no search is needed.
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    throw NotAttempted()
  }

  // 5.5 · One fit for many energies (8 points)
  //
  // *A small project.* Let $E(x) = \sum_k \theta_k \varphi_k(x)$ be an energy in $d$ dimensions,
  // and the model $p \propto e^{-E}$. (The double well has $\varphi_1 = x^2/2$ and
  // $\varphi_2 = x^4/4$.) Return the $\theta$ that minimises the loss $J$, averaged over the points.
  // Given are the gradient of each $\varphi_k$ and its Laplacian
  // $\Delta\varphi_k = \sum_i \partial_i^2 \varphi_k$, as functions of a point. You need to solve a
  // linear system: with `import LinearAlgebra`, `Cholesky(matrix)!.solve(b)` does it for a
  // symmetric matrix, an array of rows.
  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) throws -> [Double] {
    throw NotAttempted()
  }
}
