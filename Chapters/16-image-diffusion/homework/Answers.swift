import Elementary
import Exercises16
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 16. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-16`.
struct Answers: Exercises {
  // 16.1 · The Wiener floor (2 points)
  //
  // *Warm-up, five minutes.* Return the Wiener floor $L_{\mathrm W}(t)$, the noise loss per pixel of
  // the best affine prediction, from the eigenvalues of the data's covariance, one for each pixel
  // (some may be 0), and from $\bar\alpha_t$.
  func wienerFloor(eigenvalues: [Double], alphaBar: Double) throws -> Double {
    throw NotAttempted()
  }

  // 16.2 · The floor elsewhere (5 points)
  //
  // The affine prediction with the mean $m$ and the covariance $\Sigma$ of the training pictures is
  // applied to other pictures. Along the $i$-th eigenvector of $\Sigma$, whose eigenvalue is
  // $\lambda_i$, these have the mean square $q_i$, measured from $m$. Derive the noise loss per
  // pixel of this prediction on these pictures.
  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) throws -> Double
  {
    throw NotAttempted()
  }

  // 16.3 · Filling in, one level (7 points)
  //
  // *A small project.* Take one picture from time $t$ to an earlier time $s$, through as many
  // repetitions as `replacing` has vectors. `state` is $x_t$, with its known pixels replaced;
  // `signal` is $\bar\alpha_t$, `nextSignal` $\bar\alpha_s$; `predictedNoise` computes
  // $\hat\varepsilon$ of a state at time $t$. The step is DDIM's: from $\hat\varepsilon$ predict
  // $\hat x_0$ and go to
  // $x_s = \sqrt{\bar\alpha_s}\,\hat x_0 + \sqrt{1-\bar\alpha_s}\,\hat\varepsilon$. Then replace
  // the known pixels; the first time `replacing[0]` is $z$. Between repetitions the forward process
  // takes all of $x_s$ from $s$ to $t$, the first time with the standard normal numbers
  // `renoising[0]`; this list is shorter by one. Return the state at $s$. `mask` is $M$.
  func fillIn(
    state: [Double], signal: Double, nextSignal: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) throws -> [Double] {
    throw NotAttempted()
  }
}
