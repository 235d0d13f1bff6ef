import Tensors

/// The gradient of a log density at many points at once: positions `[points, …]` →
/// `[points, …]`.
///
///     s(x) = ∇ₓ log p(x) = −∇ₓE(x)
///
/// It is a gradient in the input, and needs no normalisation of p.
public typealias Score = (Tensor) -> Tensor
