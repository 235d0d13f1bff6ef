import Tensors

/// An energy of many points at once: positions `[points, …]` → energies `[points]`.
///
/// The density it stands for is `p(x) = exp(−E(x)/T)/Z`; a constant added to it changes nothing.
public typealias Energy = (Tensor) -> Tensor
