import Distributions
import Elementary
import LinearAlgebra
import Tensors

extension MarkovMatrix {
  /// The unadjusted Langevin algorithm on a line cut into cells: its transition matrix.
  ///
  ///     P_ij ∝ exp(−(x_j − x_i − ε s(x_i))²/(4εT)),   each row divided by its sum
  ///
  /// A sum over cells is the trapezoidal rule, which for a smooth distribution is exact to many
  /// digits as soon as a cell is narrower than the noise of a step.
  ///
  /// - Parameters:
  ///   - score: s = −E′, finite in every cell.
  ///   - stepSize: ε > 0.
  ///   - temperature: T > 0.
  ///   - cells: their centres `x_i`, evenly spaced, wide enough for the chain not to feel the ends.
  public static func langevin(
    score: Score, stepSize ε: Double, temperature T: Double = 1, cells: [Double]
  ) -> MarkovMatrix {
    precondition(
      ε > 0 && T > 0 && ε * T > 0 && (ε * T).isFinite && !cells.isEmpty,
      "Langevin chain on \(cells.count) cells: step \(ε) and temperature \(T) must be positive")
    let slopes = score(Tensor(cells, shape: [cells.count, 1])).doubles
    return MarkovMatrix(
      zip(cells, slopes).map { x, slope in
        let row = cells.map { y in
          let kick = y - x - ε * slope
          return exp(-kick * kick / (4 * ε * T))
        }
        let total = sum(row)
        precondition(
          total > 0 && total.isFinite,
          "Langevin chain: a step from \(x) with the score \(slope) leads to none of the cells")
        return row.map { $0 / total }
      })
  }
}
