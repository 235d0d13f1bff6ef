import Elementary

/// The coupling that makes each pixel of some pictures most probable given its neighbours: what can
/// be had of maximum likelihood without Z.
///
///     ln PL(J) = Σ_i ln p(y_i | neighbours) = Σ_i ln σ(2 J y_i Σ_{j ∼ i} y_j)
///
/// Only the numbers of pixels with each value of `a_i = y_i Σ y_j` matter. The function is concave,
/// and its slope `Σ_i 2 a_i σ(−2 J a_i)` vanishes at the maximum.
///
/// - Source: J. Besag, The Statistician 24 (1975), 179.
public struct PseudoLikelihood: Sendable {
  /// How many pixels agree with their neighbours by a = −4…4, at index a + 4.
  public let counts: [Int]

  /// - Parameters:
  ///   - pictures: at least one.
  ///   - boundary: how pixels at the edge have neighbours.
  public init(_ pictures: [SpinPicture], boundary: IsingModel.Boundary = .free) {
    precondition(!pictures.isEmpty, "pseudo-likelihood of no pictures")
    var counts = Array(repeating: 0, count: 9)
    for y in pictures {
      let model = IsingModel(width: y.width, height: y.height, boundary: boundary, coupling: 1)
      for i in y.spins.indices {
        counts[Int(model.localField(at: i, in: y)) * Int(y[i]) + 4] += 1
      }
    }
    self.counts = counts
  }

  /// The mean over the pixels of `ln p(y_i | neighbours)`.
  ///
  /// - Parameter J: finite.
  public func mean(coupling J: Double) -> Double {
    precondition(J.isFinite, "pseudo-likelihood of the coupling \(J)")
    return total { a in -softplus(-2 * J * a) } / Double(counts.reduce(0, +))
  }

  /// The coupling of greatest pseudo-likelihood, by bisection of the slope; ±∞ if every
  /// pixel agrees, or none does.
  ///
  /// - Precondition: some pixel agrees with its neighbours more than not, or less: where all are in
  ///   balance, every coupling is as good.
  public var bestCoupling: Double {
    precondition(
      counts[4] < counts.reduce(0, +), "pseudo-likelihood: no pixel tells of the coupling")
    func slope(_ J: Double) -> Double { total { a in 2 * a * sigmoid(-2 * J * a) } }
    guard counts[..<4].contains(where: { $0 > 0 }) else { return .infinity }
    guard counts[5...].contains(where: { $0 > 0 }) else { return -.infinity }
    var (low, high) = (-1.0, 1.0)
    while slope(low) < 0 { low *= 2 }
    while slope(high) > 0 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if slope(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func total(_ f: (Double) -> Double) -> Double {
    sum(counts.indices.map { Double(counts[$0]) * f(Double($0 - 4)) })
  }
}
