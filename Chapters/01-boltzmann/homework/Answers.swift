import Elementary
import Exercises01
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 1. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-01`.
struct Answers: Exercises {
  // 1.1 · Probabilities from energies (2 points)
  //
  // *Warm-up, five minutes.* One or more states have the energies $E_1, \dots, E_n$. Return their
  // Boltzmann probabilities at the temperature $T$. They must be right for energies of up to a
  // million, positive or negative, all of them or only some: adding a constant to all changes nothing.
  func probabilities(energies: [Double], temperature: Double) throws -> [Double] {
    throw NotAttempted()
  }

  // 1.2 · The price of normality (3 points)
  //
  // In $d$ dimensions let $E(x) = \lVert x - m \rVert^2 / (2v)$. Derive $\ln Z$ at the temperature
  // $T$, as a function of the standard deviation $\sqrt v$, of $T$ and of $d$. Return the logarithm,
  // not $Z$: in a thousand dimensions $Z$ is not a number that a computer has.
  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 1.3 · Heat capacity (4 points)
  //
  // How fast does the mean energy of the states $E_1, \dots, E_n$ grow with the temperature? Derive
  // $d\langle E \rangle / dT$, as an average over the Boltzmann distribution at $T$, and return it.
  // No finite differences: they lose a third of the digits or more. As in 1.1, it must be right
  // for energies near a million, too.
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    throw NotAttempted()
  }

  // 1.4 · Downhill on the likelihood (5 points)
  //
  // A normal distribution with the mean $\mu$ and the variance $e^\rho$ is fitted to data
  // $x_1, \dots, x_n$. Return the gradient of the average of $-\ln p(x_i)$, first with respect to
  // $\mu$, then with respect to $\rho$. It is what a descent *subtracts*.
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> (
    mean: Double, logVariance: Double
  ) {
    throw NotAttempted()
  }

  // 1.5 · A partition function from random points (8 points)
  //
  // *A small project.* Estimate $Z = \int e^{-E(x)}\,dx$ over the box $[-a, a]^d$ from $n$ points
  // that are uniformly distributed in it. The estimate must be right on average (unbiased), and as
  // noisy as $n$ independent points make it. `random.uniform()` gives a number between 0 and 1.
  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) throws -> Double {
    throw NotAttempted()
  }
}
