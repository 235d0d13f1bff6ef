import Tensors

/// An energy of many points at once: positions `[chains, dim]` → energies `[chains]`.
///
/// The density it stands for is `p(x) = exp(−E(x)/T)/Z`; a constant added to it changes nothing.
public typealias Energy = (Tensor) -> Tensor

/// `E₀(x) − E₁(x)` of every point, as Double numbers to add up.
///
/// - Precondition: both energies give `[n]` for points `[n, dim]`: others would be broadcast.
func descent(from base: Energy, to target: Energy, at x: Tensor) -> [Double] {
  let (before, after) = (base(x), target(x))
  precondition(
    before.shape == [x.shape[0]] && after.shape == before.shape,
    "energies of points \(x.shape) have the shapes \(before.shape) and \(after.shape), not [n]")
  return (before - after).doubles
}
