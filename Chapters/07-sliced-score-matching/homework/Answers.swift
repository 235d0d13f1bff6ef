import Elementary
import Exercises07
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 7. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-07`.
struct Answers: Exercises {
  // 7.1 · Shadows of a matrix (2 points)
  //
  // *Warm-up, five minutes.* Nobody shows you the matrix $A$, but `product(u)` returns the vector
  // $u^\top A$. Return the average of $u^\top A u$ over the given directions: Hutchinson's estimate
  // of the trace.
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 7.2 · Where to look (4 points)
  //
  // Draw `count` independent directions, each uniformly distributed on the sphere of radius
  // $\sqrt d$ in $d$ dimensions, and return them, an array of $d$ numbers for each. It takes more
  // than the right second moments: signs have them, too. `random.normal()` and `random.uniform()`
  // give one number each.
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    throw NotAttempted()
  }

  // 7.3 · How far off? (5 points)
  //
  // The coordinates of a direction $u$ are independent, with $\mathbb E u_i = 0$,
  // $\mathbb E u_i^2 = 1$ and $\mathbb E u_i^4 = \kappa$. (Signs have $\kappa = 1$, normal numbers
  // $\kappa = 3$, and there are other distributions.) Take the mean of $u^\top A u$ over $M$
  // independent directions of this kind. Derive its variance, for a square matrix $A$ that need
  // *not* be symmetric, and return it. `matrix[i][j]` is $A_{ij}$, and `directions` is $M$.
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) throws -> Double {
    throw NotAttempted()
  }

  // 7.4 · Two losses from one slice (4 points)
  //
  // Return both forms of the sliced loss $J$, the full one and the variance-reduced one, as
  // averages over the points. Each point has one direction: that of `points[i]` is `directions[i]`.
  // `score(x)` is $s_\theta(x)$, and `product(x, u)` is the vector $u^\top \nabla s_\theta(x)$.
  // Neither this Jacobian nor that of a real network is symmetric.
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ u: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) {
    throw NotAttempted()
  }

  // 7.5 · The forward road (8 points)
  //
  // *A small project.* Push $x$ and $u$ through a network together. A layer turns its inputs $h_j$
  // into the numbers $a_i = \sum_j W_{ij} h_j + b_i$ (`weights[i][j]` and `biases[i]`); the inputs
  // of the first are $x$. Every layer but the last is followed by SiLU, $a_i/(1+e^{-a_i})$, which
  // gives the inputs of the next. Return the output $s(x)$ and, as `slope`, the vector
  // $(\nabla s)u$, the derivative of $s(x + \tau u)$ in $\tau$ at $\tau = 0$. It must be exact: a
  // quotient of differences loses a third of the digits.
  func forward(_ layers: [Layer], at x: [Double], along u: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) {
    throw NotAttempted()
  }
}
