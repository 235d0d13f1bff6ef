import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// A product of Student-t experts whose directions and exponents are learned.
///
///     E(x) = Σ_j a_j ln(1 + ½ (r_jᵀx)²)
///
/// An expert says that `r_jᵀx` is nearly zero as a rule, with exceptions: its energy grows only with
/// the logarithm, so that a point that breaks one expert's rule is cheap if it keeps those of the
/// others. A product of Gaussian experts would be a Gaussian; this one is not.
///
/// Source: M. Welling, G. E. Hinton, S. Osindero, "Learning sparse topographic representations with
/// products of Student-t distributions", NIPS 2002; Hinton (2002), section 4.
public struct StudentExperts: EnergyNetwork {
  /// `r_j`, as columns: `[dim, experts]`.
  public var directions: Variable
  /// `ln a_j`, `[1, experts]`.
  public var logExponents: Variable

  /// Experts with random directions of about unit length, and exponents 1.
  ///
  /// - Parameters:
  ///   - dimension: of a point.
  ///   - experts: how many.
  ///   - random: the stream to draw from.
  public init(dimension: Int, experts: Int, using random: inout RandomStream) {
    precondition(
      dimension > 0 && experts > 0, "\(experts) Student-t experts in \(dimension) dimensions")
    directions = Variable(random.normal([dimension, experts]) / Float(dimension).squareRoot())
    logExponents = Variable(Tensor(repeating: 0, shape: [1, experts]))
  }

  // snippet.student-energy
  public func energy(_ x: Variable) -> Variable {
    let y = x.matmul(directions)
    return (exp(logExponents) * log(1 + 0.5 * y.square())).sum(axis: 1)
  }
  // snippet.end

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("directions", &directions)
    visit("logExponents", &logExponents)
  }

  /// The density that these experts stand for, where it is known: as many experts as dimensions.
  ///
  /// - Precondition: there are as many, the directions are independent, and all a are above ½.
  public var distribution: StudentProduct {
    let rows = directions.value.transposed()
    return StudentProduct(
      directions: (0..<rows.shape[0]).map { rows.rows($0..<($0 + 1)).doubles },
      exponents: exp(logExponents.value).doubles)
  }
}
