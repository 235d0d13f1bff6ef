import Elementary

/// Whole tensors of draws in single precision, made from groups of sixteen blocks, 64 numbers each:
/// number `64 g + 16 w + i` of a batch comes from word `w` (and, for normal numbers, its neighbour)
/// of block `16 g + i` counted from the stream's position. A batch begins with a new block and
/// advances the stream by whole groups.
extension RandomStream {
  /// A tensor of independent uniform numbers in the open interval (0, 1).
  ///
  /// Each is one of the 2²³ odd multiples of 2⁻²⁴, all equally likely; mean exactly ½.
  /// - Parameter shape: the shape of the result, such as `[batch, dim]`.
  public mutating func uniform(_ shape: [Int]) -> Tensor {
    batch(shape) { blocks in
      let (a, b, c, d) = blocks.words
      return (unitInterval(a), unitInterval(b), unitInterval(c), unitInterval(d))
    }
  }

  /// A tensor of independent standard normal numbers.
  ///
  ///     z₁ = √(−2 ln u₁) cos(2π u₂),   z₂ = √(−2 ln u₁) sin(2π u₂)
  ///
  /// with 40 bits for u₁ and 24 for u₂.
  /// - Parameter shape: the shape of the result, such as `[batch, dim]`.
  /// - Accuracy: the distribution is right to |z| = 7.5, beyond which a normal number lies with probability
  ///   6e-14.
  /// - Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates"
  ///   (1958).
  public mutating func normal(_ shape: [Int]) -> Tensor {
    batch(shape) { blocks in
      let (a, b, c, d) = blocks.words
      let (first, second) = (boxMuller(a, b), boxMuller(c, d))
      return (first.0, first.1, second.0, second.1)
    }
  }

  @inline(__always)
  private mutating func batch(
    _ shape: [Int], _ transform: (Philox4x32.Blocks) -> (Lanes, Lanes, Lanes, Lanes)
  ) -> Tensor {
    let groups = (Tensor.checkedCount(shape) + 63) / 64
    let result = Tensor(shape: shape, storage: TensorStorage(count: 64 * groups))
    let first = skipBlocks(16 * groups)
    let (philox, stream, to) = (philox, stream, result.storage.vectors)
    Parallel.forEachRange(of: groups, grain: 64) { range in
      for group in range {
        let blocks = philox.blocks(high: stream, low: first &+ UInt64(16 * group))
        (to[4 * group], to[4 * group + 1], to[4 * group + 2], to[4 * group + 3]) = transform(blocks)
      }
    }
    return result
  }
}

/// The number made of a lane's upper bits.
@inline(__always)
private func number(_ words: SIMD16<UInt32>) -> Lanes {
  Lanes(unsafeBitCast(words, to: SIMD16<Int32>.self))
}

@inline(__always)
private func unitInterval(_ words: SIMD16<UInt32>) -> Lanes {
  (number(words &>> 9) + 0.5) * 0x1p-23
}

/// Two normal numbers from two words: 24 bits of the second are the angle, its other eight continue
/// the first, whose logarithm is the squared radius.
@inline(__always)
private func boxMuller(_ a: SIMD16<UInt32>, _ b: SIMD16<UInt32>) -> (Lanes, Lanes) {
  let low = number((a & 0xff) &<< 8 | (b & 0xff)) + 0.5
  let u = (number(a &>> 8) * 0x1p-24).addingProduct(low, 0x1p-40)
  let radius = (log(u) * -2).squareRoot()
  let angle = sincos(number(b &>> 8) * (2 * .pi * 0x1p-24))
  return (radius * angle.cos, radius * angle.sin)
}
