import Elementary
import Tensors

/// One kernel after the other, as in a sweep of Gibbs updates. If each keeps a distribution, so does
/// the cycle, though it may be reversible no longer.
public struct KernelCycle<State>: MarkovKernel {
  /// What a step is made of, in order.
  public private(set) var kernels: [any MarkovKernel<State>]

  /// - Parameter kernels: at least one.
  public init(_ kernels: [any MarkovKernel<State>]) {
    precondition(!kernels.isEmpty, "a cycle of no kernels")
    self.kernels = kernels
  }

  public mutating func step(_ x: inout State, using random: inout RandomStream) {
    for i in kernels.indices { kernels[i].step(&x, using: &random) }
  }
}

/// One of several kernels, chosen at random for each step and the same for all chains.
///
///     P = Σ_i w_i P_i
///
/// If each keeps a distribution, so does the mixture; if each is reversible, so is the mixture.
public struct KernelMixture<State>: MarkovKernel {
  /// What is chosen from.
  public private(set) var kernels: [any MarkovKernel<State>]
  private let weights: [Double]

  /// - Parameter choices: kernels with their weights, each ≥ 0 and finite, not all 0.
  public init(_ choices: [(kernel: any MarkovKernel<State>, weight: Double)]) {
    precondition(
      choices.allSatisfy { $0.weight >= 0 && $0.weight.isFinite }
        && choices.contains { $0.weight > 0 },
      "a mixture of kernels with the weights \(choices.map(\.weight))")
    kernels = choices.map(\.kernel)
    weights = choices.map(\.weight)
  }

  public mutating func step(_ x: inout State, using random: inout RandomStream) {
    kernels[random.choice(weights: weights)].step(&x, using: &random)
  }
}

/// A kernel applied several times as one step.
public struct RepeatedKernel<Base: MarkovKernel>: MarkovKernel {
  /// What is repeated.
  public var base: Base
  /// How often, ≥ 0.
  public let count: Int

  public mutating func step(_ x: inout Base.State, using random: inout RandomStream) {
    base.run(&x, steps: count, using: &random)
  }
}

extension MarkovKernel {
  /// This kernel `count` times as one step.
  public func repeated(_ count: Int) -> RepeatedKernel<Self> {
    precondition(count >= 0, "a kernel repeated \(count) times")
    return RepeatedKernel(base: self, count: count)
  }
}
