import Distributions
import Elementary
import Statistics
import Tensors

/// The temperature of Langevin chains, measured where they are: what the slope takes from the spread
/// of the chains in a step, and the noise must have put in.
///
/// A step `x' = x − ε∇E + σz` changes the mean of `‖x − c‖²` by
///
///     −2ε E[(x − c)·∇E] + ε² E‖∇E‖² + d σ²
///
/// In a stationary distribution that is 0, so whatever the energy and however long the step
///
///     σ²/(2ε) = E[(x − c)·∇E]/d − ε E‖∇E‖²/(2d)
///
/// The left side is the temperature that the step and the noise claim; the right side is measured.
/// If they differ, the chains are not in equilibrium. Its first term, the virial, is the temperature
/// for ε → 0. Any c will do, since `E ∇E = 0`; the mean of the chains makes the error smallest.
///
/// Source: R. Clausius, Phil. Mag. 40 (1870), 122, for the virial; the second term is that of the
/// finite step.
public struct LangevinTemperature {
  // snippet.langevin-temperature
  /// For every chain `((x − c)·∇E − ½ε‖∇E‖²)/d`, whose mean is the temperature.
  ///
  /// - Parameters:
  ///   - x: the chains, `[chains, dim]`.
  ///   - score: −∇E of the chains, of the same shape.
  ///   - centre: c, `[1, dim]`.
  ///   - stepSize: ε > 0.
  /// - Returns: `[chains]`.
  public static func terms(
    _ x: Tensor, score: Tensor, centre: Tensor, stepSize ε: Double
  ) -> Tensor {
    precondition(
      x.rank == 2 && score.shape == x.shape && centre.shape == [1, x.shape[1]],
      "temperature: scores \(score.shape) and centre \(centre.shape) of chains \(x.shape)")
    let (virial, square) = (((x - centre) * -score).rowSums(), score.square().rowSums())
    return (virial - Float(ε / 2) * square) / Float(x.shape[1])
  }
  // snippet.end

  /// The temperature of chains that move on while it is measured.
  ///
  /// A chain's terms are averaged over time; the standard error is that of independent chains.
  ///
  /// - Parameters:
  ///   - x: the chains, `[chains, dim]`; they move on by `steps` steps.
  ///   - kernel: how they move.
  ///   - steps: how many steps, at least 1.
  ///   - interval: they are looked at after every so many steps.
  ///   - random: the stream to draw from.
  public static func measured(
    of x: inout Tensor, moving kernel: Langevin, steps: Int, every interval: Int = 1,
    using random: inout RandomStream
  ) -> Estimate {
    precondition(
      x.rank == 2 && steps >= interval && interval >= 1,
      "temperature: chains \(x.shape), looked at after every \(interval) of \(steps) steps")
    let centre = x.mean(axis: 0, keepingAxis: true)
    var walk = kernel
    var sums = Tensor.zeros(x.shape[0])
    let looks = steps / interval
    for _ in 0..<looks {
      walk.run(&x, steps: interval, using: &random)
      sums += terms(x, score: kernel.score(x), centre: centre, stepSize: kernel.stepSize)
    }
    return Estimate(meanOf: sums / Float(looks))
  }
}
