import Elementary
import Tensors

/// Simulated annealing: a heat bath that cools down while it runs. At high temperature chains cross
/// every barrier; at low temperature they stay in the deepest valley they have found.
///
/// - Source: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Science 220 (1983), 671.
public struct SimulatedAnnealing: Sendable {
  /// One temperature for each sweep.
  public let temperatures: [Double]

  /// Temperatures that fall from the first to the last by the same factor in every sweep.
  ///
  /// - Parameters:
  ///   - first: finite, not below the last.
  ///   - last: positive.
  ///   - sweeps: at least 2.
  public init(from first: Double, to last: Double, sweeps: Int) {
    precondition(
      first >= last && first.isFinite && last / first > 0 && sweeps >= 2,
      "annealing from \(first) to \(last) in \(sweeps) sweeps")
    let ratio = log(last / first) / Double(sweeps - 1)
    temperatures = (0..<sweeps).map { first * exp(ratio * Double($0)) }
  }

  // snippet.annealing
  /// 64 chains, cooled down together.
  ///
  /// - Parameters:
  ///   - x: where they begin; afterwards, where they end.
  ///   - observe: called after each sweep with its number, from 0.
  public func run(
    _ x: inout SpinLanes, on model: IsingModel, using random: inout RandomStream,
    observe: (Int, SpinLanes) -> Void = { _, _ in }
  ) {
    let bath = HeatBath(model)
    for (sweep, temperature) in temperatures.enumerated() {
      bath.at(temperature: temperature).step(&x, using: &random)
      observe(sweep, x)
    }
  }
  // snippet.end
}
