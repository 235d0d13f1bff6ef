import Elementary
import Exercises04
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 4. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-04`.
struct Answers: Exercises {
  // 4.1 · A distribution with two factors (2 points)
  //
  // *Warm-up, five minutes.* In $d$ dimensions $p(x)$ is proportional to the product of
  // $e^{-E(x)/T}$ and the density of $N(m, vI)$. Return its score $\nabla_x \ln p$ at the point
  // $x$. `energyGradient` computes $\nabla E$, `center` is $m$, and `standardDeviation` is
  // $\sqrt v$.
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 4.2 · A Langevin step (5 points)
  //
  // Move many chains on the line by one step of the unadjusted Langevin algorithm for
  // $e^{-E(x)/T}$, and return their new states. `slope` computes $E'(x)$, without any $T$. The step
  // size $\varepsilon$ is the factor of $E'$, as everywhere in chapter 4. Each call of
  // `random.normal()` gives a standard normal number.
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 4.3 · Looking ahead (4 points)
  //
  // On $E(x) = \tfrac12\kappa x^2$ let a step take its slope partly from where it will end, with a
  // weight $w$ between 0 and 1:
  // $x' = x - \varepsilon\kappa\,\big((1-w)\,x + w\,x'\big) + \sqrt{2\varepsilon T}\,z$. (For
  // $w = 0$ this is ULA.) Derive the variance of the stationary distribution, and the edge: the
  // step size $\varepsilon$ beyond which there is none. Return both; the edge is `.infinity` if
  // there is a stationary distribution for every $\varepsilon > 0$.
  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) throws -> (variance: Double, edge: Double) {
    throw NotAttempted()
  }

  // 4.4 · Accept or refuse (5 points)
  //
  // Return $\ln A$, the logarithm of MALA's acceptance of a step from $x$ to $y$, for
  // $e^{-E(x)/T}$ in $d$ dimensions. The step size is $\varepsilon$; `energy` computes $E$, and
  // `energyGradient` $\nabla E$. $A$ may be too small for a floating-point number, but $\ln A$ never
  // is.
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) throws -> Double {
    throw NotAttempted()
  }

  // 4.5 · From hot to cold (8 points)
  //
  // *A small project.* Let one chain of MALA cool down: step $n$ has the temperature
  // `temperatures[n]`, both in the proposal and in the acceptance, and always the same step size
  // $\varepsilon$. Nothing is drawn: the proposal of step $n$ uses `noise[n]` for $z$, one number
  // for each coordinate, and it is accepted if `uniforms[n]` is less than $A$. Return the state
  // after each step, one for each temperature, without the start.
  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) throws -> [[Double]] {
    throw NotAttempted()
  }
}
