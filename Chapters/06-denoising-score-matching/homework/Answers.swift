import Elementary
import Exercises06
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 6. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-06`.
struct Answers: Exercises {
  // 6.1 · The way back (2 points)
  //
  // *Warm-up, five minutes.* A clean point $x$ in $d$ dimensions became $\tilde x = x + \sigma z$.
  // Return the arrow that denoising score matching gives a network as the target for its score at
  // $\tilde x$, from the two points and the standard deviation $\sigma$.
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) throws -> [Double] {
    throw NotAttempted()
  }

  // 6.2 · What was it before? (5 points)
  //
  // A number $x$ became $\tilde x = x + \sigma z$. The distribution of $x$ is not known; given are
  // the score $s = (\ln q_\sigma)'$ of the noisy numbers and its derivative $s'$, as functions.
  // Return the mean and the variance of $x$, given that $\tilde x$ was observed. The first is in
  // the chapter; derive the second from the second derivative of
  // $q_\sigma(\tilde x) = \int N(\tilde x; x, \sigma^2)\,p(x)\,dx$.
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    throw NotAttempted()
  }

  // 6.3 · A step of training (6 points)
  //
  // The field $s(\tilde x) = -\lambda(\tilde x - \mu)$ in $d$ dimensions has one parameter,
  // $\lambda$; $\mu$ is given. For clean points $x_i$ the standard normal noise $z_i$ and the
  // standard deviation $\sigma_i$ of each are drawn already. Return the denoising loss, in which
  // the term of point $i$ is multiplied by $\sigma_i^2$, as in the chapter's loss for all noises,
  // averaged over the points; and what becomes of $\lambda$ by one step of gradient descent on this
  // loss, with the given learning rate.
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    throw NotAttempted()
  }

  // 6.4 · A handful of points (5 points)
  //
  // All the data there are: $n$ points $x_1, \dots, x_n$ in $d$ dimensions, each with the
  // probability $1/n$. Return the score of their noised density
  // $q_\sigma(\tilde x) = \frac1n \sum_i N(\tilde x; x_i, \sigma^2 I)$ at $\tilde x$. It must also
  // be right so far from all points that the computer takes every term of the sum for zero.
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    throw NotAttempted()
  }

  // 6.5 · From much noise to little (8 points)
  //
  // *A small project.* Use the scores of several noises to sample. Many points on the line are
  // moved at once, each for itself. For each $\sigma$ in `standardDeviations`, in their order (the
  // largest comes first), make `stepsPerLevel` steps of the Langevin recursion of chapter 4, at
  // $T = 1$, with the score $s(x, \sigma)$ and the step size $\varepsilon = \rho\sigma^2$, where
  // $\rho$ is `stepFactor`. Return where the points are after the last step. `random.normal()`
  // gives one number.
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double] {
    throw NotAttempted()
  }
}
