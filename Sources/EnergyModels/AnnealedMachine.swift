import Distributions
import Elementary
import Samplers
import Statistics
import Tensors

/// Annealed importance sampling of a Boltzmann machine's partition function.
///
/// Points are states of all units, `[n, visible + hidden]`. On the path from a machine without
/// weights to this one,
///
///     E_β = (1 − β) E₀ + β E₁,
///
/// every E_β is the energy of a machine again, with parameters in between, and its Gibbs sampler is
/// known. The base is the machine of independent units with the data's base rates.
///
/// Source: R. Salakhutdinov, I. Murray, "On the quantitative analysis of deep belief networks", ICML
/// 2008, section 4.1.
public struct AnnealedMachine {
  /// E₁.
  public let machine: RestrictedBoltzmannMachine
  /// E₀, whose weights are 0.
  public let base: RestrictedBoltzmannMachine

  /// - Parameters:
  ///   - machine: the target.
  ///   - baseRates: b of the base, `[visible]`; its c is the target's.
  public init(_ machine: RestrictedBoltzmannMachine, baseRates: Tensor) {
    self.machine = machine
    base = RestrictedBoltzmannMachine(
      weight: Tensor(repeating: 0, shape: machine.weight.shape), visibleBias: baseRates,
      hiddenBias: machine.hiddenBias.value)
  }

  /// ln Z₀ = Σ_i softplus(b_i) + Σ_j softplus(c_j).
  public var logBasePartitionFunction: Double {
    softplus(base.visibleBias.value).sum() + softplus(base.hiddenBias.value).sum()
  }

  /// The machine with energy `(1 − β) E₀ + β E₁`.
  public func machine(at β: Double) -> RestrictedBoltzmannMachine {
    func between(_ a: Tensor, _ b: Tensor) -> Tensor { Float(1 - β) * a + Float(β) * b }
    return RestrictedBoltzmannMachine(
      weight: Float(β) * machine.weight.value,
      visibleBias: between(base.visibleBias.value, machine.visibleBias.value),
      hiddenBias: base.hiddenBias.value)
  }

  // snippet.annealed-machine
  /// Draws whose log weights estimate `ln Z₁/Z₀`.
  public func logWeights(
    _ chains: Int, schedule: [Double], using random: inout RandomStream
  ) -> LogWeights {
    let count = machine.size.visible
    let annealing = AnnealedImportanceSampling(
      path: GeometricPath(
        from: { base.energy($0.columns(0..<count), $0.columns(count..<$0.shape[1])) },
        to: { machine.energy($0.columns(0..<count), $0.columns(count..<$0.shape[1])) }),
      schedule: schedule, kernel: { GibbsOfAllUnits(machine: machine(at: $0)) })
    var x = Tensor(repeating: 0, shape: [chains, count + machine.size.hidden])
    // With no weights one step is an independent draw.
    GibbsOfAllUnits(machine: base).step(&x, using: &random)
    return annealing.logWeights(&x, using: &random)
  }
  // snippet.end
}

extension AnnealedMachine {
  /// The estimate of ln Z, from a path of equal steps.
  public func logPartitionFunction(
    chains: Int, steps: Int, using random: inout RandomStream
  ) -> Estimate {
    logWeights(chains, schedule: GeometricPath.evenly(steps), using: &random).logMean
      + logBasePartitionFunction
  }
}

/// Block Gibbs sampling that keeps the states of the hidden units too.
private struct GibbsOfAllUnits: MarkovKernel {
  let machine: RestrictedBoltzmannMachine

  /// Draws h given v, then v given h; `x` is `[chains, visible + hidden]`.
  func step(_ x: inout Tensor, using random: inout RandomStream) {
    let h = random.units(machine.hiddenProbabilities(x.columns(0..<machine.size.visible)))
    let v = random.units(machine.visibleProbabilities(h))
    x = .concatenated([v, h], axis: 1)
  }
}
