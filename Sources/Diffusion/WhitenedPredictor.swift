import Autodiff
import Elementary
import LinearAlgebra
import Networks
import Statistics
import Tensors

/// A network that is asked only for what second moments cannot tell of the noise.
///
///     ε̂(x, t) = U [σ/D y + c √(ᾱΛ/D) f(y/√D, t)],   y = Uᵀ(x − √ᾱ m),   D = ᾱΛ + σ²,   σ² = 1 − ᾱ
///
/// with mean m and covariance `U Λ Uᵀ` of the data. The first term is the best affine prediction.
/// What the network sees, `y/√D`, has mean 0 and covariance I at every t. If it says 0, its loss is
/// the Wiener floor. The number c lets it say less where little can be known. With the signal's
/// largest share r of a variance in D, what there is to say is of the order r at small r, from the
/// third cumulants of the data; with `c = r^{3/2}` a network that says there what it has learned at
/// larger r says too little rather than too much, and stays below the floor. For data with m = 0 and
/// `Λ = I`, f is the velocity divided by `ᾱ^{3/2}`.
///
/// - Source: along every principal axis, the preconditioning of T. Karras et al., "Elucidating the
///   design space of diffusion-based generative models", NeurIPS 2022, appendix B.6; c is ours.
public struct WhitenedPredictor<Base: NoisePredictor>: NoisePredictor {
  /// f: a network of a state and its time.
  public var base: Base
  /// That of the forward process.
  public let schedule: NoiseSchedule
  /// m, `[1, dim]`.
  private let mean: Tensor
  /// U, `[dim, dim]`, an axis a column, and its transpose.
  private let (axes, rows): (Tensor, Tensor)
  /// The diagonal of Λ, `[1, dim]`.
  private let variances: Tensor

  /// - Parameters:
  ///   - base: f.
  ///   - data: the training set, `[count, dim]`, whose moments are taken.
  ///   - schedule: that of the forward process.
  public init(_ base: Base, for data: Tensor, schedule: NoiseSchedule) {
    let moments = meanAndCovariance(data, unbiased: false)
    let eigen = SymmetricEigen(moments.covariance)
    self.base = base
    self.schedule = schedule
    mean = Tensor(moments.mean, shape: [1, moments.mean.count])
    rows = Tensor(rows: eigen.vectors)
    axes = rows.transposed()
    variances = Tensor(eigen.values.map { max(0, $0) }, shape: [1, moments.mean.count])
  }

  // snippet.whitened
  public func callAsFunction(_ x: Variable, times: [Int]) -> Variable {
    precondition(
      x.rank == 2 && x.shape == [times.count, mean.count],
      "whitened predictor of \(mean.count) numbers: states \(x.shape) and \(times.count) times")
    let levels = times.map(schedule.level)
    let a = Tensor(levels.map(\.signalScale), shape: [times.count, 1])
    let σ = Tensor(levels.map(\.noiseScale), shape: [times.count, 1])
    let signal = a * a * variances
    let D = signal + σ * σ
    let y = (x - Variable(a * mean)).matmul(Variable(axes))
    let share = signal / D
    let unknown = base(y / Variable(sqrt(D)), times: times)
    let largest = share.max(axis: 1, keepingAxis: true)
    let scale = largest * sqrt(largest * share)
    return (Variable(σ / D) * y + Variable(scale) * unknown).matmul(Variable(rows))
  }
  // snippet.end

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    base.visitParameters { visit("base.\($0)", &$1) }
  }
}
