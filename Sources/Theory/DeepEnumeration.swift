import Elementary

/// A tiny deep Boltzmann machine by enumeration. It is given as a `BinaryMachine` whose visible side is
/// (v, g): the first units are observed, the others are the top layer.
///
/// States of what is not observed have the units of h in their lowest bits and those of g above.
public struct DeepEnumeration: Sendable {
  /// The machine with the visible side (v, g).
  public let joined: BinaryMachine
  /// The number of units of v.
  public let visible: Int

  public init(joined: BinaryMachine, visible: Int) {
    precondition(
      (1..<joined.visibleBias.count).contains(visible),
      "\(visible) units observed of \(joined.visibleBias.count)")
    self.joined = joined
    self.visible = visible
  }

  /// −E of all states of (h, g) with v given.
  private func levels(_ v: Int) -> [Double] {
    let middle = joined.hiddenBias.count
    let hidden = middle + joined.visibleBias.count - visible
    return (0..<(1 << hidden)).map { state in
      let (h, g) = (state & ((1 << middle) - 1), state >> middle)
      return -joined.energy(v | (g << visible), h)
    }
  }

  /// `ln p(v) + ln Z`.
  public func unnormalizedLogLikelihood(_ v: Int) -> Double { logSumExp(levels(v)) }

  /// `KL(q‖p(h, g | v))` for independent units with given means: what a mean-field bound is short of.
  ///
  /// - Parameters:
  ///   - v: the state of the observed units.
  ///   - means: those of h, then those of g.
  public func gap(_ v: Int, means: [Double]) -> Double {
    let levels = levels(v)
    precondition(
      levels.count == 1 << means.count, "\(means.count) means for \(levels.count) states")
    let evidence = logSumExp(levels)
    let q = levels.indices.map { state in
      means.indices.reduce(1.0) { product, unit in
        product * (state >> unit & 1 == 1 ? means[unit] : 1 - means[unit])
      }
    }
    return DiscreteBoltzmann.divergence(q, from: levels.map { exp($0 - evidence) })
  }
}
