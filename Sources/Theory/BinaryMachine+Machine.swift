import EnergyModels
import Tensors

extension BinaryMachine {
  /// A machine of the library, to be enumerated.
  ///
  /// - Precondition: it has at most 22 units.
  public init(_ machine: RestrictedBoltzmannMachine) {
    let weight = machine.weight.value
    self.init(
      weight: (0..<weight.rowCount).map { weight.row($0).doubles },
      visibleBias: machine.visibleBias.value.doubles, hiddenBias: machine.hiddenBias.value.doubles)
  }

  /// The share of each of the 2ⁿ states among data.
  ///
  /// - Parameter states: `[rows, n]`, zeros and ones.
  public static func distribution(of states: Tensor) -> [Double] {
    var distribution = [Double](repeating: 0, count: 1 << states.shape[1])
    for row in 0..<states.rowCount {
      distribution[state(of: states.row(row).doubles)] += 1 / Double(states.rowCount)
    }
    return distribution
  }
}
