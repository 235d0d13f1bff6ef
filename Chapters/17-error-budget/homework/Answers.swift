import Elementary
import Exercises17
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 17. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-17`.
struct Answers: Exercises {
  // 17.1 · One number for a road (2 points)
  //
  // *Warm-up, five minutes.* A road was taken with several data sets. With the $i$-th it ended at
  // samples of $N(M_i, V_i)$, with $M_i$ in `means` and $V_i$ in `variances`; the truth is $N(m, v)$.
  // Return the error of the road as the chapter defines it, averaged over these data sets.
  func error(means: [Double], variances: [Double], m: Double, v: Double) throws -> Double {
    throw NotAttempted()
  }

  // 17.2 · A row of the budget (5 points)
  //
  // The model is learned from $n$ samples of $N(m, v)$ by denoising score matching, with noise of
  // the standard deviation $\sigma$ and $K$ draws of it for each sample, and sampled exactly. Fill in
  // the row of the error budget to second order: the bias; what the data cost, which is what is left
  // of the randomness for $K \to \infty$; and what is added by the random numbers of training.
  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) throws -> (
    bias: Double, data: Double, training: Double
  ) {
    throw NotAttempted()
  }

  // 17.3 · Two wrongs (5 points)
  //
  // A learned energy $\tfrac12\lambda(x-m)^2$ has the right mean, but is too narrow:
  // $1 < \lambda v < 2$. Derive the step size $\varepsilon$ at which plain Langevin on this energy
  // ends, after very many steps, at exactly the variance $v$. Return it, and the divergence from
  // $N(m, v)$ that is left if the chains start from $N(0,1)$ and take $k$ steps of this size.
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) throws -> (
    stepSize: Double, divergence: Double
  ) {
    throw NotAttempted()
  }
}
