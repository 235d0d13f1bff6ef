import Tensors

/// An energy of many points at once: positions `[chains, dim]` → energies `[chains]`.
///
/// The density it stands for is `p(x) = exp(−E(x)/T)/Z`; a constant added to it changes nothing.
public typealias Energy = (Tensor) -> Tensor
