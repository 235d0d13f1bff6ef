import Elementary
import LinearAlgebra
import Tensors

/// A product of as many Student-t experts as the space has dimensions.
///
///     p(x) = |det R| ∏_j c_j (1 + y_j²/2)^{−a_j},   y = R x,   c_j = Γ(a_j) / (√(2π) Γ(a_j − ½))
///
/// Each expert looks along one direction `r_j`, a row of R, and is Student's density with
/// `2a_j − 1` degrees of freedom there, up to scale. With a_j near ½ its tail is so heavy that some
/// samples are beyond all Floats, and infinite. With d independent directions the `y_j` are
/// independent, so that the integral is known and samples are `x = R⁻¹ y`. With more experts than
/// dimensions neither is true.
///
/// Source: M. Welling, G. E. Hinton, S. Osindero, "Learning sparse topographic representations with
/// products of Student-t distributions", NIPS 2002.
public struct StudentProduct: Distribution, Sendable {
  /// R, one row for each expert.
  public let directions: [[Double]]
  /// `a_j > ½`.
  public let exponents: [Double]

  /// `Rᵀ`.
  private let projection: Tensor
  /// `R⁻¹`, row by row.
  private let inverse: [[Double]]
  private let exponentRow: Tensor
  private let logNormalisation: Double

  /// - Parameters:
  ///   - directions: R, `[d, d]` and invertible.
  ///   - exponents: `a_j > ½`, d of them.
  public init(directions: [[Double]], exponents: [Double]) {
    let d = directions.count
    precondition(
      d > 0 && directions.allSatisfy { $0.count == d } && exponents.count == d,
      "product of Student-t experts: directions \(directions) and \(exponents.count) exponents")
    precondition(
      exponents.allSatisfy { $0 > 0.5 && $0.isFinite },
      "product of Student-t experts: exponents must be above ½, not \(exponents)")
    // R⁻¹ = (RᵀR)⁻¹Rᵀ and |det R| = √det RᵀR.
    let gram = (0..<d).map { i in
      (0..<d).map { j in sum((0..<d).map { directions[$0][i] * directions[$0][j] }) }
    }
    guard let factor = Cholesky(gram) else {
      preconditionFailure("product of Student-t experts: directions \(directions) are dependent")
    }
    self.directions = directions
    self.exponents = exponents
    projection = Tensor(rows: directions).transposed()
    exponentRow = Tensor(exponents, shape: [1, d])
    let columns = directions.map { factor.solve($0) }
    inverse = (0..<d).map { i in columns.map { $0[i] } }
    logNormalisation =
      sum(exponents.map { 0.5 * log(2 * .pi) + logGamma($0 - 0.5) - logGamma($0) })
      - factor.logDeterminant / 2
  }

  public var dimension: Int { directions.count }

  /// `log ∫ ∏_j (1 + (r_jᵀx)²/2)^{−a_j} dx`.
  public var logPartition: Double { logNormalisation }

  public func logDensity(_ x: Tensor) -> Tensor {
    requirePoints(x, "log density")
    let y = x.matmul(projection)
    // Far out, where y² would overflow, the 1 is nothing beside it.
    let size = y.abs()
    let logs = Tensor.where(
      size .> Tensor(repeating: Self.far, shape: [1]), 2 * log(size) - Self.logTwo,
      log(1 + 0.5 * y.square()))
    return -(exponentRow * logs).sum(axis: 1) - Float(logNormalisation)
  }

  /// From here on `log(1 + y²/2)` and `log(y²/2)` are the same Float.
  private static let far: Float = 1e9
  private static let logTwo: Float = 0.6931472

  /// `∇ₓ log p(x) = −Rᵀ (a_j y_j / (1 + y_j²/2))_j`.
  public func score(at x: Tensor) -> Tensor {
    requirePoints(x, "score")
    let y = x.matmul(projection)
    return -matrixProduct(
      exponentRow * y / (1 + 0.5 * y.square()), projection, transposeRight: true)
  }

  /// Student's variable with ν degrees of freedom by the polar method, which takes any ν > 0:
  /// `t = √(ν(U^{−2/ν} − 1)) cos 2πV`; and `y = t √(2/ν)`.
  ///
  /// Source: R. W. Bailey, "Polar generation of random variates with the t-distribution",
  /// Mathematics of Computation 62 (1994), 779.
  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    let d = dimension
    var points: [Double] = []
    points.reserveCapacity(n * d)
    for _ in 0..<n {
      let y = exponents.map { a in
        let (u, v) = (random.uniform(), random.uniform())
        return sqrt(2 * expm1(-2 * log(u) / (2 * a - 1))) * cos(2 * .pi * v)
      }
      for row in inverse { points.append(sum(zip(row, y).map { $0 * $1 })) }
    }
    return Tensor(points, shape: [n, d])
  }
}
