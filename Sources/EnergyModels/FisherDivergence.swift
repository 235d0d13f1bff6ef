import Elementary
import Samplers
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
///   - score: ∇ log p, `[points, dim]` → `[points, dim]`.
///   - model: ∇ log q, or a network that stands for it, of the same shapes.
///   - points: draws from p, `[points, dim]`.
/// - Returns: the average, and its standard error over independent points.
/// - Source: A. Hyvärinen, Journal of Machine Learning Research 6 (2005), 695, equation 2.
public func fisherDivergence(
  from score: Score, to model: Score, at points: Tensor
) -> (value: Double, standardError: Double) {
  let (exact, learned) = (score(points), model(points))
  precondition(
    exact.shape == points.shape && learned.shape == points.shape,
    "fisherDivergence: scores \(exact.shape) and \(learned.shape) at points \(points.shape)")
  let distances = 0.5 * (exact - learned).square().sum(axis: 1)
  let n = Double(points.shape[0])
  precondition(n > 1, "fisherDivergence: a standard error needs two points or more, not \(n)")
  return (distances.mean(), sqrt(distances.variance(unbiased: true) / n))
}
