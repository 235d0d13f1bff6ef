import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// The form of the squared term of sliced score matching.
public enum SlicedForm: String, CaseIterable, Sendable {
  /// `½(uᵀs)²`.
  case full
  /// `½‖s‖²`, the mean of the former over u if E uuᵀ = I.
  case varianceReduced
}

/// How sliced score matching takes the derivative along u; the values are the same up to rounding.
public enum SlicedDerivative: String, CaseIterable, Sendable {
  /// A backward pass gives uᵀ∇s, which is multiplied by u.
  case backwards
  /// A forward pass gives (∇s)u, which is multiplied by u.
  case forwards
}

/// Sliced score matching: score matching as seen along random directions.
///
///     full:               J(θ) = E[ uᵀ∇s_θ(x) u + ½(uᵀs_θ(x))² ]
///     variance-reduced:   J(θ) = E[ uᵀ∇s_θ(x) u + ½‖s_θ(x)‖² ]
///
/// If E uuᵀ = I, both are the loss of score matching; the second spares the noise of the square.
///
/// Source: Y. Song, S. Garg, J. Shi, S. Ermon, "Sliced score matching: a scalable approach to
/// density and score estimation", UAI 2019, equations 7 and 8.
public struct SlicedScoreMatching<Model: ScoreNetwork>: Objective {
  /// Draws from the data.
  public var data: any DataSource
  /// The distribution of u.
  public let distribution: ProjectionDistribution
  /// M, the number of directions for each point.
  public let projections: Int
  /// The form of the squared term.
  public let form: SlicedForm
  /// How the derivative along u is taken.
  public let derivative: SlicedDerivative

  /// - Parameters:
  ///   - data: draws from the data.
  ///   - distribution: that of u.
  ///   - projections: M ≥ 1, for each point.
  ///   - form: of the squared term.
  ///   - derivative: how uᵀ∇s u is computed.
  public init(
    data: any DataSource, distribution: ProjectionDistribution = .rademacher,
    projections: Int = 1, form: SlicedForm = .varianceReduced,
    derivative: SlicedDerivative = .backwards
  ) {
    precondition(projections >= 1, "sliced score matching: \(projections) projections")
    self.data = data
    self.distribution = distribution
    self.projections = projections
    self.form = form
    self.derivative = derivative
  }

  public func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> ProjectedPoints {
    let points = data.sample(count, using: &random)
    precondition(
      points.rank == 2, "sliced score matching: points \(points.shape), not [points, dim]")
    return ProjectedPoints(
      points: points,
      directions: (0..<projections).map { _ in
        distribution.sample(count, dimension: points.shape[1], using: &random)
      })
  }

  /// The mean over a point's directions of `uᵀ∇s u + ½(uᵀs)²`, or `uᵀ∇s u + ½‖s‖²`.
  public func terms(_ model: Model, _ batch: ProjectedPoints, on tape: Tape) -> Variable {
    let x = tape.variable(batch.points)
    let s = model.checkedScore(at: x)
    var slices = Variable(.zeros(batch.rowCount))
    for u in batch.directions.map({ Variable($0) }) {
      slices += curvature(of: s, withRespectTo: x, along: u, by: derivative)
      if form == .full { slices += 0.5 * (u * s).rowSums().square() }
    }
    let mean = slices / Float(batch.directions.count)
    return form == .full ? mean : mean + 0.5 * s.square().rowSums()
  }
}

// snippet.curvature
/// `uᵀ(∇s)u` at every point, `[points]`, at the price of one more pass, whatever d.
public func curvature(
  of s: Variable, withRespectTo x: Variable, along u: Variable,
  by derivative: SlicedDerivative = .backwards
) -> Variable {
  switch derivative {
  case .backwards:
    let row = vectorJacobianProduct(of: s, withRespectTo: [x], with: u)[0]  // uᵀ∇s
    return (row * u).rowSums()
  case .forwards:
    let column = jacobianVectorProduct(of: s, withRespectTo: x, along: u)  // (∇s)u
    return (u * column).rowSums()
  }
}
// snippet.end

/// Points and the directions along which their scores are looked at.
public struct ProjectedPoints: RowBatch, Sendable {
  /// x, `[points, dim]`.
  public let points: Tensor
  /// u_1, …, u_M, each `[points, dim]`.
  public let directions: [Tensor]

  public init(points: Tensor, directions: [Tensor]) {
    precondition(
      !directions.isEmpty && directions.allSatisfy { $0.shape == points.shape },
      "directions \(directions.map(\.shape)) for points \(points.shape)")
    self.points = points
    self.directions = directions
  }

  public var rowCount: Int { points.rowCount }

  public func rows(_ range: Range<Int>) -> ProjectedPoints {
    ProjectedPoints(points: points.rows(range), directions: directions.map { $0.rows(range) })
  }
}
