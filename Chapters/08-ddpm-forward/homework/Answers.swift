import Elementary
import Exercises08
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 8. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-08`.
struct Answers: Exercises {
  // 8.1 · What is left of the signal (2 points)
  //
  // *Warm-up, five minutes.* Return $\bar\alpha_1, \dots, \bar\alpha_T$, as many numbers as there
  // are betas. In this whole homework `betas[0]` is $\beta_1$.
  func signal(betas: [Double]) throws -> [Double] {
    throw NotAttempted()
  }

  // 8.2 · Straight to the noise (3 points)
  //
  // Return $x_t$ for given data $x_0$ and the given standard normal noise $\varepsilon$, one number
  // of it for each coordinate, without going through the steps between. The betas are those of all
  // $T$ steps, and $t$ may be anything from 0 to $T$.
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double] {
    throw NotAttempted()
  }

  // 8.3 · Several steps back (5 points)
  //
  // The chapter derives the distribution of $x_{t-1}$ given $x_t$ and $x_0$, one step back. Derive
  // that of $x_s$ given $x_t$ and $x_0$ for any $0 \le s < t$, in one coordinate, and return its
  // mean and its variance (not the standard deviation).
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  {
    throw NotAttempted()
  }

  // 8.4 · A schedule made to order (5 points)
  //
  // Someone wants a schedule with given natural logarithms of the signal-to-noise ratio:
  // `logRatios[0]` is $\ln\mathrm{SNR}(1)$, and they fall from each to the next. Return the betas,
  // as many. All their digits must be right, too, where $\ln\mathrm{SNR} = 40$, so that
  // $\bar\alpha_t$ is nearer to 1 than a `Double` can tell, and where it is $-800$, so that
  // $\bar\alpha_t$ is nearer to 0.
  func betas(logRatios: [Double]) throws -> [Double] {
    throw NotAttempted()
  }

  // 8.5 · What happened in between? (8 points)
  //
  // *A small project.* Of many points in one dimension only the first state and the last are known:
  // point $i$ went from $x_0$ = `starts[i]` to $x_T$ = `ends[i]` by the forward process. Draw the
  // states between at random, so that the paths have the distribution that they have given their
  // two ends. Return $T + 1$ arrays: number $t$ has the states $x_t$ of all points, in their order,
  // so that the first is `starts` and the last is `ends`. `random.normal()` gives one number.
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    throw NotAttempted()
  }
}
