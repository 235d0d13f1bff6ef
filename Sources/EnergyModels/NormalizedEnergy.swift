import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// An energy network and a number that is to become its −ln Z.
///
///     ln p_θ(x) = −E_θ(x) + c,   normalised where c = −ln ∫ exp(−E_θ(x)) dx
///
/// Nothing here makes c what it should be; that is left to what it is trained by. Maximum likelihood
/// would let it grow without end, noise-contrastive estimation does not.
///
/// Source: A. Mnih, Y. W. Teh, "A fast and simple algorithm for training neural probabilistic
/// language models", ICML 2012, for models that are normalised by training alone.
public struct NormalizedEnergy<Base: EnergyNetwork>: EnergyNetwork {
  /// E_θ.
  public var base: Base
  /// c, of the shape `[]`.
  public var constant: Variable

  /// - Parameters:
  ///   - base: E_θ.
  ///   - c: where c begins, finite.
  public init(_ base: Base, constant c: Double = 0) {
    precondition(Float(c).isFinite, "normalised energy: a constant of \(c)")
    self.base = base
    constant = Variable(Tensor(Float(c)))
  }

  /// `ln p_θ(x) = −E_θ(x) + c`: points `[batch, …]` → `[batch]`.
  public func logDensity(_ x: Variable) -> Variable { constant - base.energy(x) }

  /// The same with no derivative.
  public func logDensity(_ x: Tensor) -> Tensor { -energy(x) }

  /// The energy whose partition function is 1 if c is right, `E_θ(x) − c`.
  public func energy(_ x: Variable) -> Variable { base.energy(x) - constant }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    base.visitParameters { visit("base.\($0)", &$1) }
    visit("constant", &constant)
  }
}
