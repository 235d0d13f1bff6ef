import Elementary
import Exercises10
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 10. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-10`.
struct Answers: Exercises {
  // 10.1 · What the classifier knows (2 points)
  //
  // *Warm-up, five minutes.* The best classifier says "data" at a point $x$ with the probability
  // $D^\ast(x)$, between 0 and 1. Given this number, $\ln p_n(x)$ and $\nu$, return $\ln p_d(x)$.
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) throws
    -> Double
  {
    throw NotAttempted()
  }

  // 10.2 · The loss and its slope (5 points)
  //
  // Return the loss $L$ of noise-contrastive estimation and its derivative $\partial L/\partial c$,
  // with averages over the given points in place of expectations. Of each point you get
  // $E_\theta$ and $\ln p_n$. The ratio $\nu$ need not be that of the numbers of points. Both results
  // must be right, and finite, where $G_\theta$ is in the thousands, with either sign.
  func loss(
    atData: [(energy: Double, logNoiseDensity: Double)],
    atNoise: [(energy: Double, logNoiseDensity: Double)], constant: Double, ratio: Double
  ) throws -> (loss: Double, byConstant: Double) {
    throw NotAttempted()
  }

  // 10.3 · Stones across the chasm (8 points)
  //
  // *A small project.* Between noise and model lie stones $p_k \propto e^{-E_k}$, $k = 0, \dots, K$:
  // $p_0$ is the noise, $E_0 = -\ln p_n$, and $p_K$ is the model. Given are the energies as functions,
  // in this order, and points of each stone. Going up from $c_0 = 0$, take $c_{k-1}$ as known, stone
  // $k-1$ for the noise and stone $k$ for the data, with $\nu$ the number of noise points over that of
  // data points. Then $c_k$ is where the loss is least, with averages over these points. Return
  // $\ln Z = -c_K$ to eight digits. Energies may be thousands away from zero, so $\ln Z$ may be too.
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) throws -> Double {
    throw NotAttempted()
  }
}
