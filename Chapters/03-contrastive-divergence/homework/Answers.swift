import Elementary
import Exercises03
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 3. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-03`.
struct Answers: Exercises {
  // 3.1 · Data and dreams (2 points)
  //
  // *Warm-up, five minutes.* Let the energy be
  // $E_\theta(x) = \theta_1\varphi_1(x) + \dots + \theta_n\varphi_n(x)$. You are given the features
  // $\varphi_1, \dots, \varphi_n$ at each datum and at each sample of the model, one row per point;
  // there may be more of one than of the other. Return the estimate of
  // $\nabla_\theta\,\mathbb E_{p_d}[-\ln p_\theta]$ that they give, $n$ numbers.
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double] {
    throw NotAttempted()
  }

  // 3.2 · One step of learning (4 points)
  //
  // A system has finitely many states, with the features $\varphi_i$ of state $s$ in `features[s]`
  // and the energy $E_\theta$ of 3.1. State $s$ was observed `counts[s]` times, perhaps never. At
  // $T = 1$, take one step of gradient descent with learning rate $\eta$ on the mean of
  // $-\ln p_\theta$ over all observations, and return the new parameters. No samples are needed:
  // average over $p_\theta$ itself. Energies may be in the thousands, and as far apart.
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 3.3 · Short chains (5 points)
  //
  // Return CD-k's estimate of the gradient of the mean of $-\ln p_\theta(x)$ with respect to
  // $\lambda$ and to $\mu$, for the spring $E(x) = \tfrac12\lambda(x-\mu)^2$. The chains take Langevin
  // steps of size $\varepsilon$ at $T = 1$. Their noise is given: for the chain that starts at
  // `data[i]`, $z$ is `noise[i][0]` in the first step, `noise[i][1]` in the second, and so on; there
  // are as many steps as numbers. Do not draw any random numbers of your own.
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double) {
    throw NotAttempted()
  }

  // 3.4 · Chains that start in noise (4 points)
  //
  // As in 3.3, but now the chains take $k$ steps from independent draws of $N(m_0, \rho^2)$ instead
  // of from the data, and their noise is random. Derive the bias of the contrast's $\lambda$
  // component: its expectation minus the true derivative of $\mathbb E_{p_d}[-\ln p_\theta]$ with
  // respect to $\lambda$. (Why is the data not an argument?) `startMean` is $m_0$, `startVariance` is
  // $\rho^2$. Your answer must hold for every $\varepsilon > 0$, even at the stability edge
  // $\varepsilon\lambda = 2$, where $v_U$ is infinite.
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) throws -> Double {
    throw NotAttempted()
  }

  // 3.5 · A buffer of chains (8 points)
  //
  // *A small project.* Write one step of training for the spring of 3.3, by PCD with renewal. In
  // the buffer `chains`, those with the indices `drawn` move. Before they do, the first
  // `fresh.count` of the drawn chains are discarded and restart at the points `fresh`, in this order.
  // Then each drawn chain takes Langevin steps; `chains[drawn[i]]` uses the noise `noise[i]`.
  // Finally, $\lambda$ and $\mu$ take one step of gradient descent, both with learning rate $\eta$, on
  // the contrast between all data and the drawn chains. Return the whole buffer, each chain in its
  // own place, and the new parameters.
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) throws -> (chains: [Double], precision: Double, middle: Double) {
    throw NotAttempted()
  }
}
