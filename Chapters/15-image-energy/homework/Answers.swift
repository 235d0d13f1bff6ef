import Elementary
import Exercises15
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 15. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-15`.
struct Answers: Exercises {
  // 15.1 · The books of a recipe (2 points)
  //
  // *Warm-up, five minutes.* A chain moves by $x' = x - \varepsilon\nabla E(x) + \sigma z$, with a
  // step size $\varepsilon$ and a noise $\sigma$ of one's choice. Return the temperature
  // $T_{\mathrm{eff}}$; the $\sigma$ with which the same $\varepsilon$ would have the temperature 1;
  // and the number of steps, as a real number, in which the recipe's noise alone moves a pixel by
  // `distance`, root mean square.
  func books(stepSize: Double, noise: Double, distance: Double) throws -> (
    temperature: Double, balancedNoise: Double, steps: Double
  ) {
    throw NotAttempted()
  }

  // 15.2 · A thermometer with many scales (5 points)
  //
  // Let every coordinate have a step size of its own:
  // $x_j' = x_j - \varepsilon_j\,\partial_j E(x) + \sqrt{2\varepsilon_j T}\,z_j$. In a stationary
  // distribution a step does not change the mean of $\sum_j (x_j-c_j)^2/\varepsilon_j$, for any
  // fixed point $c$. Derive from this a thermometer that is right for steps of any length, and
  // return what it shows: $T$, from plain averages over the given chains.
  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) throws -> Double {
    throw NotAttempted()
  }

  // 15.3 · One update of the recipe (8 points)
  //
  // *A small project.* Let $E_\theta(x) = \sum_k \theta_k \varphi_k(x)$; `features(x)` returns the
  // numbers $\varphi_k(x)$ and `featureGradients(x)` the vectors $\nabla_x\varphi_k(x)$. First move
  // the chains at the given $\theta$, with `stepSize` $\varepsilon$ and noise $\sigma$: in step $i$
  // chain $c$ uses `draws[i][c]` for $z$. Then take one step of plain gradient descent with the
  // learning rate `rate` on the loss $L$ of the chapter, with its `penalty` $\alpha$; the
  // $x^-$ are the moved chains, and count as constants. Each mean is over its own points: those of
  // $x^+$ over the data, those of $x^-$ over the chains. Return the new $\theta$ and the moved
  // chains.
  func update(
    parameters θ: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) throws -> (parameters: [Double], chains: [[Double]]) {
    throw NotAttempted()
  }
}
