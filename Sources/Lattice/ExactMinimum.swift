import Elementary

/// The picture of least energy, exactly, for couplings that attract: a minimum cut.
///
/// Every picture cuts the pixels in two, those with +1 and those with −1, and pays for its cut:
///
///     E(y) = −J #pairs − Σ |b_i| + 2J #{pairs that differ} + Σ_{i: y_i b_i < 0} 2|b_i|.
///
/// The last two sums are the capacity of a cut through a network with a pipe of capacity 2J between
/// neighbours, a supply of `2b_i` at pixels with `b_i > 0` and a demand of `2|b_i|` at the others. A
/// minimum cut has the capacity of a maximum flow, which is what is computed.
///
/// - Accuracy: capacities are rounded to multiples of 2⁻³², so the energy exceeds the minimum by at
///   most 2⁻³³ for each pixel and each pair.
/// - Source: D. M. Greig, B. T. Porteous, A. H. Seheult, Journal of the Royal Statistical Society B
///   51 (1989), 271.
public struct ExactMinimum: Sendable {
  /// The picture of least energy; of several, the one with the fewest +1.
  public let picture: SpinPicture
  /// A lower bound on the energy of every picture, from the value of the flow: that it is the energy
  /// of `picture` proves both.
  public let lowerBound: Double

  /// - Parameter model: with free boundaries and J ≥ 0.
  public init(_ model: IsingModel) {
    precondition(
      model.coupling >= 0 && model.boundary == .free,
      "exact minimum: coupling \(model.coupling), \(model.boundary) boundary; J ≥ 0, free is needed"
    )
    let (width, height) = (model.width, model.height)
    let (unit, pipe) = (0x1p32, Self.rounded(2 * model.coupling))
    let capacity = model.field.indices.flatMap { i in
      [i >= width, i < width * (height - 1), i % width > 0, i % width < width - 1]
        .map { $0 ? pipe : 0 }
    }
    let flow = MaximumFlow(
      width: width, capacity: capacity,
      supply: model.field.map { Self.rounded(max(0, 2 * $0)) },
      demand: model.field.map { Self.rounded(max(0, -2 * $0)) })
    picture = SpinPicture(
      width: width, height: height,
      spins: model.field.indices.map { flow.isReached($0) ? 1 : -1 })
    let pairs = (width - 1) * height + width * (height - 1)
    lowerBound =
      Double(flow.value) / unit - model.coupling * Double(pairs)
      - sum(model.field.map(\.magnitude))
  }

  /// In units of 2⁻³².
  private static func rounded(_ capacity: Double) -> Int {
    precondition(capacity < 0x1p20, "exact minimum: a coupling or field of \(capacity / 2)")
    return Int((capacity * 0x1p32).rounded())
  }
}
