import Elementary
import Tensors

extension Variable {
  /// The same elements repeated along axes of length 1, or missing on the left.
  ///
  /// - Parameter shape: what to stretch to.
  /// - Precondition: every length is either the target's or 1.
  public func broadcast(to shape: [Int]) -> Variable {
    if self.shape == shape { return self }
    return .record(value.broadcast(to: shape), of: self) { d, at in
      d.broadcast(to: at.result.shape)
    } pullback: { g, at in
      g.sum(to: at[0].shape)
    }
  }

  /// Sums over the axes along which a tensor of the given shape would have to be stretched to
  /// this one's: the transpose of `broadcast(to:)`.
  ///
  /// - Parameter shape: what is left; `[]` sums all elements.
  /// - Precondition: `shape` broadcasts to this variable's.
  public func sum(to shape: [Int]) -> Variable {
    if self.shape == shape { return self }
    return .record(value.sum(to: shape), of: self) { d, at in
      d.sum(to: at.result.shape)
    } pullback: { g, at in
      g.broadcast(to: at[0].shape)
    }
  }

  /// The sum of all elements, of shape `[]`.
  public func sum() -> Variable { sum(to: []) }

  /// The mean of all elements, of shape `[]`.
  public func mean() -> Variable { sum() / Float(count) }

  /// Sums along an axis, which is removed unless `keepingAxis`.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Variable {
    precondition(axis >= 0 && axis < rank, "sum: shape \(shape) has no axis \(axis)")
    var target = shape
    target[axis] = 1
    let result = sum(to: target)
    if keepingAxis { return result }
    target.remove(at: axis)
    return result.reshaped(to: target)
  }

  /// Means along an axis, which is removed unless `keepingAxis`.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Variable {
    sum(axis: axis, keepingAxis: keepingAxis) / Float(shape[axis])
  }

  /// The Euclidean norm of all elements, of shape `[]`.
  ///
  ///     ‖x‖ = √Σ x_i²,   ∂‖x‖/∂x_i = x_i/‖x‖
  ///
  /// The derivative at x = 0, which does not exist, counts as 0.
  public func norm() -> Variable { norm(to: []) }

  /// Euclidean norms along an axis, which is removed unless `keepingAxis`.
  public func norm(axis: Int, keepingAxis: Bool = false) -> Variable {
    precondition(axis >= 0 && axis < rank, "norm: shape \(shape) has no axis \(axis)")
    var target = shape
    target[axis] = 1
    let result = norm(to: target)
    if keepingAxis { return result }
    target.remove(at: axis)
    return result.reshaped(to: target)
  }

  private func norm(to target: [Int]) -> Variable {
    .record(sqrt(value.square().sum(to: target)), of: self) { d, at in
      (d * at[0]).sum(to: at.result.shape) / at.result.orInfinity
    } pullback: { g, at in
      g / at.result.orInfinity * at[0]
    }
  }

  /// A norm to divide by: ∞ for 0.
  private var orInfinity: Variable {
    .where(value .> 0, self, Variable(Tensor(.infinity)))
  }

  /// The logarithm of a sum of exponentials along an axis, without overflow.
  ///
  ///     log Σ_i exp(x_i) = m + log Σ_i exp(x_i − m),   m = max x
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Variable {
    precondition(axis >= 0 && axis < rank, "logSumExp: shape \(shape) has no axis \(axis)")
    // The result does not depend on m, so m may count as a constant.
    let m = Variable(value.max(axis: axis, keepingAxis: true).map { $0.isInfinite ? 0 : $0 })
    let result = log(exp(self - m).sum(axis: axis, keepingAxis: true)) + m
    if keepingAxis { return result }
    var target = shape
    target.remove(at: axis)
    return result.reshaped(to: target)
  }
}
