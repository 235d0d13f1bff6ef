import Elementary
import Exercises13
import HomeworkKit
import Tensors

/// Your answers to the homework of chapter 13. Put your code in the place of `throw NotAttempted()`,
/// and run `swift run homework-13`.
struct Answers: Exercises {
  // 13.1 · The free energy (2 points)
  //
  // *Warm-up, five minutes.* Return $F(v)$. A `Machine` has `W`, with a row for each visible unit, and
  // `b` and `c`. The input $c_j + (W^\top v)_j$ of a hidden unit may be in the thousands, with either
  // sign.
  func freeEnergy(of v: [Int], in machine: Machine) throws -> Double {
    throw NotAttempted()
  }

  // 13.2 · One step of contrastive divergence (6 points)
  //
  // Return CD-1's estimate of the gradient of $\mathbb E_\text{data} \ln p(v)$ by $W$, $b$ and $c$, averaged
  // over the pictures. From each picture one step of block Gibbs sampling leads to the model's side:
  // first $h$ is drawn given $v$ by the picture's numbers in `hiddenUniforms`, then a new $v$ given this
  // $h$ by those in `visibleUniforms`: a unit is 1 if its number is below its probability. On both sides
  // the hidden units enter the gradient by their probabilities given the $v$ of that side.
  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) throws -> (byW: [[Double]], byB: [Double], byC: [Double]) {
    throw NotAttempted()
  }

  // 13.3 · Annealing a machine (8 points)
  //
  // *A small project.* Between independent units and the machine lie the machines with the weights
  // $\beta_k W$ and the same $b$ and $c$, where $0 = \beta_0 < \beta_1 < \dots < \beta_K = 1$. Estimate $\ln Z$ by
  // annealed importance sampling. `starts` are draws of all units at $\beta_0$, one for each chain. In
  // step $k$ a chain's weight is multiplied by $e^{-E_k(v,h) + E_{k-1}(v,h)}$, and then, if $k < K$, the
  // chain makes a step of block Gibbs sampling with the weights $\beta_k W$: $h$ is drawn given $v$ by
  // `hiddenUniforms[chain][k − 1]`, then $v$ given $h$ by `visibleUniforms[chain][k − 1]`, as in 13.2.
  // Arrays are counted from 0, so these have $K-1$ entries, and `schedule` has $K+1$. Return the
  // logarithm of the mean weight plus $\ln Z_0$. Weights may be too large for a `Double`.
  func logPartition(
    of machine: Machine, schedule: [Double], starts: [(v: [Int], h: [Int])],
    hiddenUniforms: [[[Double]]], visibleUniforms: [[[Double]]]
  ) throws -> Double {
    throw NotAttempted()
  }
}
