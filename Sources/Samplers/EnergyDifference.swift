import Distributions
import Elementary
import Tensors

/// `E₀(x) − E₁(x)` of every point, as Double numbers to add up.
///
/// - Precondition: both energies give `[n]` for points `[n, …]`: others would be broadcast.
func energyDifference(from base: Energy, to target: Energy, at x: Tensor) -> [Double] {
  let (before, after) = (base(x), target(x))
  precondition(
    before.shape == [x.shape[0]] && after.shape == before.shape,
    "energies of points \(x.shape) have the shapes \(before.shape) and \(after.shape), not [n]")
  return (before - after).doubles
}
