import Elementary
import Exercises02
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 2. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-02`.
struct Answers: Exercises {
  // 2.1 · Barker's rule (2 points)
  //
  // *Warm-up, five minutes.* In 1965 A. A. Barker proposed an alternative to Metropolis's rule: accept a
  // step from $x$ to $y$ with the probability $p(y)/(p(x)+p(y))$. Return this probability, from the
  // two energies and the temperature. The energies may be in the thousands.
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 2.2 · When the proposal is not symmetric (3 points)
  //
  // Return the acceptance of Metropolis and Hastings for a proposal from $x$ to $y$, given
  // $\Delta E = E(y) - E(x)$ and the probabilities $q(y \mid x)$ of proposing this step (`forward`)
  // and $q(x \mid y)$ of proposing to go back (`backward`). The latter may be 0, and $\Delta E$ may
  // be in the thousands.
  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) throws -> Double {
    throw NotAttempted()
  }

  // 2.3 · A Metropolis step (6 points)
  //
  // Move many chains at once by one step of random-walk Metropolis, and return where they are
  // then. Each chain gets a normally distributed proposal of its own around its state, with the
  // standard deviation $\delta$. `random.normal()` and `random.uniform()` give one number each.
  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 2.4 · How good is an anomaly score? (4 points)
  //
  // Return the area under the ROC curve: the share of all pairs of an ordinary observation and an
  // anomaly in which the anomaly has the higher score. Scores may be equal; such a pair counts one
  // half.
  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) throws -> Double {
    throw NotAttempted()
  }

  // 2.5 · Annealed importance sampling (8 points)
  //
  // *A small project.* Return $\ln w$ of one sample that is annealed from $E_0$ to $E_1$ along
  // $E_\beta = (1-\beta)E_0 + \beta E_1$. The schedule holds
  // $\beta_0 = 0 < \beta_1 < \dots < \beta_K = 1$; `start` is a sample of $p_{\beta_0}$ already, so
  // that the first factor comes before the first move. `move(x, β)` returns the next state of a
  // sampler that keeps $p_\beta$. The move after the last factor changes nothing and may be left
  // out.
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) throws -> Double {
    throw NotAttempted()
  }
}
