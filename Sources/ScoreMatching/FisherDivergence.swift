import Distributions
import Elementary
import Statistics
import Tensors

/// How far two scores are apart on points of the first density: an average of squared distances
/// between arrows.
///
///     F(p‖q) = ½ E_p ‖∇ log p(x) − ∇ log q(x)‖²
///
/// It is no distance: F(p‖q) ≠ F(q‖p). The average is over the given points, which should be drawn
/// from p.
///
/// - Parameters:
///   - score: ∇ log p, `[points, …]` → `[points, …]`.
///   - model: ∇ log q, or a network that stands for it, of the same shapes.
///   - points: draws from p, `[points, …]`.
/// - Returns: the average, and its standard error over independent points.
/// - Source: A. Hyvärinen, Journal of Machine Learning Research 6 (2005), 695, equation 2.
public func fisherDivergence(
  from score: Score, to model: Score, at points: Tensor
) -> Estimate {
  let (exact, learned) = (score(points), model(points))
  precondition(
    exact.shape == points.shape && learned.shape == points.shape,
    "fisherDivergence: scores \(exact.shape) and \(learned.shape) at points \(points.shape)")
  return Estimate(meanOf: 0.5 * (exact - learned).square().rowSums())
}
