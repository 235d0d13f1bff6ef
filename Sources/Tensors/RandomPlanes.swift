import Elementary

/// Random bits by place, for kernels that cannot say in advance how many they will need.
///
/// The bits of group g and draw k are those of sixteen blocks of the stream of their own,
///
///     block first + 16 (draws · g + k) + i,   i = 0…15,
///
/// so they depend on neither the order in which groups are worked on nor on how many draws other
/// groups have used.
package struct RandomPlanes: Sendable {
  private let philox: Philox4x32
  private let stream, first: UInt64
  private let draws: Int

  fileprivate init(_ philox: Philox4x32, _ stream: UInt64, _ first: UInt64, _ draws: Int) {
    (self.philox, self.stream, self.first, self.draws) = (philox, stream, first, draws)
  }

  /// Four planes of 512 bits.
  package struct Four {
    package let planes: (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>)
  }

  /// The bits of a group's draw.
  @inline(never)
  package func four(group: Int, draw: Int) -> Four {
    let place = UInt64(16 * (draws * group + draw))
    let words = philox.blocks(high: stream, low: first &+ place).words
    return Four(
      planes: (
        unsafeBitCast(words.0, to: SIMD8<UInt64>.self),
        unsafeBitCast(words.1, to: SIMD8<UInt64>.self),
        unsafeBitCast(words.2, to: SIMD8<UInt64>.self),
        unsafeBitCast(words.3, to: SIMD8<UInt64>.self)
      ))
  }
}

extension RandomStream {
  /// Sets bits aside: up to `draws` draws of 2048 bits for each of `groups` groups.
  package mutating func planes(groups: Int, draws: Int) -> RandomPlanes {
    precondition(groups >= 0 && draws > 0, "planes: \(groups) groups of \(draws) draws")
    return RandomPlanes(philox, stream, skipBlocks(16 * groups * draws), draws)
  }
}
