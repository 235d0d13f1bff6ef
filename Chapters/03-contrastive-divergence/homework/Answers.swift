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
  // $E_\theta(x) = \theta_1\varphi_1(x) + \dots + \theta_n\varphi_n(x)$. Given are the features
  // $\varphi_1, \dots, \varphi_n$ at each datum and at each sample of the model, one row for a
  // point; there may be more of the one than of the other. Return the estimate of
  // $\nabla_\theta\,\mathbb E_{p_d}[-\ln p_\theta]$ that they give, $n$ numbers.
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double] {
    throw NotAttempted()
  }

  // 3.2 · One step of learning (4 points)
  //
  // A system has finitely many states, with the features $\varphi_i$ of state $s$ in `features[s]`
  // and the energy $E_\theta$ of 3.1. State $s$ was observed `counts[s]` times, perhaps never. At
  // $T = 1$ take one step of gradient descent with the learning rate $\eta$ on the mean of
  // $-\ln p_\theta$ over all observations, and return the new parameters. No samples are needed:
  // average over $p_\theta$ itself. Energies may be in the thousands.
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) throws -> [Double] {
    throw NotAttempted()
  }

  // 3.3 · Short chains (5 points)
  //
  // Return what CD-k takes for the gradient of the mean of $-\ln p_\theta(x)$, by $\lambda$ and by
  // $\mu$, for the spring $E(x) = \tfrac12\lambda(x-\mu)^2$. The chains take Langevin steps of
  // size $\varepsilon$, at $T = 1$. Their noise is handed in: $z$ of the chain from `data[i]` is
  // `noise[i][0]` in its first step, `noise[i][1]` in its second one; there are as many steps as
  // numbers. Nothing is random, so nothing may be drawn.
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double) {
    throw NotAttempted()
  }

  // 3.4 · Chains that start in noise (4 points)
  //
  // As in 3.3, but now the chains take $k$ steps from independent draws of $N(m_0, \rho^2)$ instead
  // of from the data, and their noise is random. Derive the bias that the contrast then has in its
  // component by $\lambda$: its expectation minus the true gradient of
  // $\mathbb E_{p_d}[-\ln p_\theta]$ by $\lambda$. (Why are the data no argument?) `startMean` is
  // $m_0$, `startVariance` is $\rho^2$. It must hold for every $\varepsilon > 0$, also at the
  // edge $\varepsilon\lambda = 2$, where $v_U$ is infinite.
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) throws -> Double {
    throw NotAttempted()
  }

  // 3.5 · A buffer of chains (8 points)
  //
  // *A small project.* Write one step of training for the spring of 3.3, by PCD with renewal. Of
  // the buffer `chains`, those with the indices `drawn` move. Before they do, the first
  // `fresh.count` of the drawn are given up and put at the points `fresh`, in this order. Then each
  // drawn chain takes Langevin steps; those of `chains[drawn[i]]` have the noise `noise[i]`. Last,
  // $\lambda$ and $\mu$ take one step of descent, both with the learning rate $\eta$, on the
  // contrast between all data and the drawn chains. Return the whole buffer, each chain in its own
  // place, and the new parameters.
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) throws -> (chains: [Double], precision: Double, middle: Double) {
    throw NotAttempted()
  }
}
