import Distributions
import Elementary
import LinearAlgebra

extension MarkovMatrix {
  /// Random-walk Metropolis on a line cut into cells: its transition matrix.
  ///
  ///     P_ij = w N(x_j; x_i, δ²) min(1, exp((E(x_i) − E(x_j))/T))   for i ≠ j, cells of width w
  ///
  /// What is left of a row, refused steps and those that would leave the cells, stays in P_ii.
  ///
  /// - Parameters:
  ///   - energy: E, finite in every cell.
  ///   - temperature: T > 0.
  ///   - proposalStandardDeviation: δ, not much narrower than a cell: from about 0.6 w on, the
  ///     proposals of a row add up to 1 as they should.
  ///   - cells: their centres `x_i`, at least two, evenly spaced.
  public static func metropolis(
    energy: (Double) -> Double, temperature T: Double = 1, proposalStandardDeviation δ: Double,
    cells: [Double]
  ) -> MarkovMatrix {
    precondition(
      T > 0 && δ > 0 && cells.count >= 2,
      "Metropolis chain on \(cells.count) cells: temperature \(T) and proposal \(δ) must be positive"
    )
    let step = Gaussian(mean: 0, standardDeviation: δ)
    let width = (cells[cells.count - 1] - cells[0]) / Double(cells.count - 1)
    return metropolis(
      target: Discrete(energies: cells.map(energy), temperature: T).probabilities,
      proposal: cells.map { x in cells.map { width * step.density($0 - x) } })
  }
}
