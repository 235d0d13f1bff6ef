import CProcessor
import Elementary

/// One step of Adam for one tensor of parameters, in place and in one pass.
///
///     m ← m + (1 − β₁)(g − m),   v ← v + (1 − β₂)(g² − v)
///     θ ← θ (1 − shrinkage) − rate · m / (√v · scale + ε)
///
/// The caller puts the bias corrections into `rate` and `scale`.
public struct AdamUpdate: Sendable {
  /// `1 − β₁`, the weight of a new gradient in its running mean.
  public var meanWeight: Float
  /// `1 − β₂`, the weight of a new square in its running mean.
  public var squareWeight: Float
  /// The step width.
  public var rate: Float
  /// What √v is multiplied by.
  public var scale: Float
  /// ε, which keeps the quotient finite.
  public var epsilon: Float
  /// The fraction of θ that is taken away.
  public var shrinkage: Float

  public init(
    meanWeight: Float, squareWeight: Float, rate: Float, scale: Float, epsilon: Float,
    shrinkage: Float
  ) {
    self.meanWeight = meanWeight
    self.squareWeight = squareWeight
    self.rate = rate
    self.scale = scale
    self.epsilon = epsilon
    self.shrinkage = shrinkage
  }

  /// Moves the parameters.
  ///
  /// - Parameters:
  ///   - parameter: θ.
  ///   - mean: m.
  ///   - meanSquare: v.
  ///   - gradient: g.
  /// - Precondition: all four have the same shape.
  public func apply(
    to parameter: inout Tensor, mean: inout Tensor, meanSquare: inout Tensor, gradient: Tensor
  ) {
    precondition(
      parameter.shape == gradient.shape && mean.shape == gradient.shape
        && meanSquare.shape == gradient.shape,
      "Adam: parameter \(parameter.shape), gradient \(gradient.shape), moments \(mean.shape) "
        + "and \(meanSquare.shape)")
    parameter.makeUnique()
    mean.makeUnique()
    meanSquare.makeUnique()
    let (p, m, v) = (parameter.storage.vectors, mean.storage.vectors, meanSquare.storage.vectors)
    let g = gradient.storage.vectors
    // A vector takes several times as long as in most loops.
    Parallel.forEachRange(of: gradient.vectorCount, grain: Tensor.grain / 4) { range in
      // For the gradient each core has read all parameters.
      let isShared = Parallel.threads > 1 && range.count < gradient.vectorCount
      for i in range {
        m[i].addProduct(g[i] - m[i], Lanes(repeating: meanWeight))
        v[i].addProduct(g[i] * g[i] - v[i], Lanes(repeating: squareWeight))
        let direction = m[i] / (v[i].squareRoot() * scale + epsilon)
        let moved = p[i] - (p[i] * shrinkage + direction * rate)
        if isShared { storeAroundCache(moved, p + i) } else { p[i] = moved }
      }
      if isShared { finishStoresAroundCache() }
    }
  }
}

extension Tensor {
  /// Moves every element a fraction of the way to another tensor's.
  ///
  ///     x ← x + w (y − x)
  ///
  /// - Parameters:
  ///   - target: y, the same shape.
  ///   - weight: w.
  public mutating func move(toward target: Tensor, by weight: Float) {
    precondition(shape == target.shape, "move: shape \(shape) toward \(target.shape)")
    update(with: target) { $0.map { $0.addingProduct($1 - $0, Lanes(repeating: weight)) } }
  }

  /// The sum of the squares of all elements, accumulated in `Double`.
  public func sumOfSquares() -> Double { sum { $0 * $0 } }
}
