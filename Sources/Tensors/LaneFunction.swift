/// A function of sixteen numbers at a time. A type of its own, unlike a closure, is always compiled
/// into the loop that it is used in, also where the loop is split between cores.
protocol LaneFunction {
  func callAsFunction(_ x: Lanes) -> Lanes
}

extension Tensor {
  /// Replaces the elements `x` by `f(x)`.
  mutating func formMap<Function: LaneFunction>(_ f: Function) {
    let (source, target) = exchangeStorage()
    let (from, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      for i in range { to[i] = f(from[i]) }
    }
    withExtendedLifetime((source, target)) {}
  }
}
