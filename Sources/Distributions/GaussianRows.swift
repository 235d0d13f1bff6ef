import Elementary
import Tensors

/// Many Gaussian models on the line at once, one a row: `N(μ, 1/λ)` with energies `½λ(x − μ)²` and
/// scores `−λ(x − μ)`.
///
/// A row is the fit to a data set of its own. What a method makes of a thousand data sets is then one
/// computation on tensors with a thousand rows. A fit may come out with λ ≤ 0, infinite or NaN, and is
/// then no distribution: its draws are NaN.
public struct GaussianRows: Sendable {
  /// μ, `[rows, 1]`.
  public let mean: Tensor
  /// λ, `[rows, 1]`.
  public let precision: Tensor

  /// - Parameters:
  ///   - mean: μ, `[rows, 1]`.
  ///   - precision: λ, `[rows, 1]`.
  public init(mean: Tensor, precision: Tensor) {
    precondition(
      mean.rank == 2 && mean.shape[1] == 1 && precision.shape == mean.shape,
      "Gaussian rows: means \(mean.shape) and precisions \(precision.shape), not [rows, 1]")
    self.mean = mean
    self.precision = precision
  }

  /// The most likely Gaussian of every row, `μ̂ = x̄` and `1/λ̂ = (1/n) Σ (x − x̄)²`; exact score
  /// matching has the same minimiser.
  ///
  /// - Parameter data: `[rows, n]`.
  public init(likeliest data: Tensor) {
    precondition(
      data.rank == 2 && data.shape[1] > 1, "Gaussian rows: data \(data.shape), not [rows, n]")
    let mean = data.rowMeans
    self.init(mean: mean, precision: 1 / (data - mean).square().rowMeans)
  }

  /// The line `−λ(x − μ)` of least squares through targets, for every row: what regression makes of
  /// noisy scores, `−z/σ`, or of the noise itself.
  ///
  /// - Parameters:
  ///   - targets: `[rows, n]`.
  ///   - points: `[rows, n]`.
  public init(regressing targets: Tensor, on points: Tensor) {
    precondition(
      points.rank == 2 && points.shape[1] > 1 && targets.shape == points.shape,
      "Gaussian rows: targets \(targets.shape) at points \(points.shape), not [rows, n]")
    let centred = points - points.rowMeans
    let precision = -(centred * targets).rowMeans / centred.square().rowMeans
    self.init(mean: points.rowMeans + targets.rowMeans / precision, precision: precision)
  }

  /// `−λ(x − μ)`, row by row; `x` is `[rows, any]`.
  public func score(at x: Tensor) -> Tensor { -precision * (x - mean) }

  /// `½λ(x − μ)²`, row by row; `x` is `[rows, any]`.
  public func energy(at x: Tensor) -> Tensor { 0.5 * precision * (x - mean).square() }

  /// Exact draws, `[rows, count]`.
  public func draws(_ count: Int, using random: inout RandomStream) -> Tensor {
    mean + random.normal([mean.shape[0], count]) / sqrt(precision)
  }

  /// Every row repeated, for kernels that want one chain a row.
  public func repeated(_ count: Int) -> GaussianRows {
    func spread(_ column: Tensor) -> Tensor {
      (Tensor.zeros(column.shape[0], count) + column).reshaped(column.count * count, 1)
    }
    return GaussianRows(mean: spread(mean), precision: spread(precision))
  }
}

extension Tensor {
  /// The mean of every row, as a column: `[rows, n]` → `[rows, 1]`.
  public var rowMeans: Tensor { mean(axis: 1, keepingAxis: true) }
}
