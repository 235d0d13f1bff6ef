import Elementary
import Exercises12
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 12. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-12`. A component of a mixture has a weight, a mean and a variance.
struct Answers: Exercises {
  // 12.1 · Precisions with exponents (2 points)
  //
  // *Warm-up, five minutes.* Normal experts $N(m_i, v_i)$ on the line have exponents $\gamma_i$, some
  // of which may be negative: $p \propto \prod_i p_i^{\gamma_i}$. Return the mean and the variance of
  // $p$, or nil if there is no such density.
  func product(means: [Double], variances: [Double], exponents: [Double]) throws -> (
    mean: Double, variance: Double
  )? {
    throw NotAttempted()
  }

  // 12.2 · Mixtures multiplied out (5 points)
  //
  // Multiply two mixtures of normal densities on the line, each with weights that sum to 1. Return the
  // components of the normalised product, first those of the first $j$ with every $k$ in turn, then
  // those of the next $j$; and the logarithm of $\int pp'$, by which the product was divided. It must
  // also be right where all components are a hundred standard deviations apart, so that every
  // $e^{\ell_{jk}}$ underflows to zero.
  func product(
    of first: [(weight: Double, mean: Double, variance: Double)],
    and second: [(weight: Double, mean: Double, variance: Double)]
  ) throws -> (
    components: [(weight: Double, mean: Double, variance: Double)], logIntegral: Double
  ) {
    throw NotAttempted()
  }

  // 12.3 · Rules that are learned together (6 points)
  //
  // A product of Student-t experts has directions $w_j$, one in each row, and exponents $a_j$. Return
  // the gradient of contrastive divergence, the contrast of $\nabla E$ between data and samples of the
  // model, in every $a_j$ and in every coordinate of every $w_j$. There may be more experts than
  // coordinates, or fewer.
  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) throws -> (byExponents: [Double], byDirections: [[Double]]) {
    throw NotAttempted()
  }
}
