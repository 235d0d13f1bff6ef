import Elementary
import Exercises09
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 9. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-09`.
struct Answers: Exercises {
  // 9.1 · Other names for a prediction (2 points)
  //
  // *Warm-up, five minutes.* A network predicts that the noise in $x_t$ (`state`) is
  // $\hat\varepsilon$ (`noise`). Return what that says of the data, $\hat x_0$, of the velocity
  // $\hat w$, and of the score $\nabla\ln q(x_t)$. All are points in $d$ dimensions; `alphaBar` is
  // $\bar\alpha_t$, not its root.
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  ) {
    throw NotAttempted()
  }

  // 9.2 · One step back (4 points)
  //
  // Return $x_{t-1}$, made from $x_t$ (`state`) and its predicted noise $\hat\varepsilon$ (`noise`)
  // by an ancestral step with $\sigma_t^2 = \beta_t$. The standard normal numbers $z$ of this step
  // are not drawn but passed in (`fresh`, one for each coordinate); add $\sigma_t z$. The last step,
  // from $t = 1$ to the data, adds none. `betas` holds $\beta_1, \dots, \beta_T$; note that
  // $\beta_t$ is `betas[t - 1]`.
  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 9.3 · A leap (5 points)
  //
  // Go back from $x_t$ to any earlier $x_r$ at once. One part of $x_r$ is
  // $\sqrt{\bar\alpha_r}\,\hat x_0$. The rest has variance $1-\bar\alpha_r$. Fresh noise $\sigma z$
  // (`fresh` is $z$) takes $\sigma^2 = \eta^2\tilde\beta$ of that variance, and the predicted noise
  // $\hat\varepsilon$ takes all that remains. With $\eta = 0$ this is DDIM. Here $\tilde\beta$ is
  // the variance of $q(x_r \mid x_t, x_0)$; derive it for a step of this length. Given are
  // $\bar\alpha_t$, $\bar\alpha_r$ (`earlierAlphaBar`) and $0 \le \eta \le 1$; $r$ may be 0, and
  // $\bar\alpha_t$ nearly 0.
  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 9.4 · By heart (5 points)
  //
  // Let the distribution of the data be the training set itself: $x_0$ is one of the points
  // $y_1, \dots, y_n$, each with probability $1/n$. Derive the best prediction of the noise,
  // $\varepsilon^*(x, t) = \mathbb{E}[\varepsilon \mid x_t = x]$, and return it for the point $x$
  // in $d$ dimensions (`state`). A network that has learned its training set by heart says the
  // same. Your answer must also be right when there is so little noise that $x$ is a thousand
  // standard deviations away from every point.
  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) throws -> [Double] {
    throw NotAttempted()
  }

  // 9.5 · The film backwards (8 points)
  //
  // *A small project.* Draw one path of an ancestral sampler on the line, and return its $T+1$
  // states in the order in which they come, $x_T$ first and $x_0$ last. It starts from noise.
  // `noise(x, t)` is a network's prediction $\hat\varepsilon$ at $x_t = x$ for $t = 1, \dots, T$,
  // and `losses` holds its measured losses $\ell_1, \dots, \ell_T$. Give every step the variance
  // $\sigma_t^2$ that makes the bound best, except that the last step adds no noise. `betas` holds
  // $\beta_1, \dots, \beta_T$. `random.normal()` returns one standard normal number.
  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    throw NotAttempted()
  }
}
