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

/// How far two scores are apart under a density that is known on a grid: the expectation itself.
///
///     F(p‖q) = ½ Σ_i w_i p(x_i) ‖∇ log p(x_i) − ∇ log q(x_i)‖² / Σ_i w_i p(x_i)
///
/// - Parameters:
///   - distribution: p, of as many dimensions as the grid.
///   - model: ∇ log q, or a network that stands for it, `[points, dim]` → `[points, dim]`.
///   - grid: wide and fine enough for p and its score.
/// - Accuracy: that of the trapezoidal rule; see ``Grid``.
public func fisherDivergence(
  from distribution: some Distribution, to model: Score, on grid: Grid
) -> Double {
  let error = distribution.score(at: grid.points) - model(grid.points)
  return grid.mean(
    of: 0.5 * error.square().rowSums(), logDensity: distribution.logDensity(grid.points))
}
