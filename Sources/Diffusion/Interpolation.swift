import Elementary
import Tensors

/// A point on the way from one to another, along the arc between their directions.
///
///     x(λ) = [sin((1−λ)φ) a + sin(λφ) b]/sin φ,   φ the angle between a and b, 0 ≤ λ ≤ 1
///
/// Standard normal points of many coordinates all lie near a sphere, and so does the arc. The middle
/// of the straight line has half their mean square, which no such point has.
///
/// - Parameters:
///   - a, b: `[n, …]`, each row with an angle of its own.
///   - fraction: λ.
/// - Returns: of the same shape; the straight line where the angle is too small to matter.
/// - Precondition: every row is finite and not 0, or it has no direction; and no row of one is opposite
///   to that of the other, as there is more than one arc between them.
/// - Source: K. Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985.
public func sphericalInterpolation(_ a: Tensor, _ b: Tensor, at fraction: Double) -> Tensor {
  precondition(
    a.shape == b.shape && a.rank >= 1 && (0...1).contains(fraction),
    "spherical interpolation of \(a.shape) and \(b.shape) at \(fraction)")
  // Divided by powers of two, so that squares neither over- nor underflow; the angle stays.
  func direction(_ x: Tensor) -> Tensor {
    let largest = x.count > 0 ? x.abs().max() : 1
    return largest > 0 && largest.isFinite ? x / largest.binade : x
  }
  let (u, v) = (direction(a), direction(b))
  let products = (u * v).rowSums().doubles
  let squares = (u.square().rowSums().doubles, v.square().rowSums().doubles)
  let weights = products.indices.map { i in
    let cosine = products[i] / sqrt(squares.0[i] * squares.1[i])
    let φ = atan2(sqrt(max(0, 1 - cosine * cosine)), cosine)
    precondition(
      !φ.isNaN, "spherical interpolation: row \(i) is 0, infinite or NaN, so it has no direction")
    precondition(φ < 3.141, "spherical interpolation of opposite points, row \(i)")
    return φ > 1e-3
      ? (sin((1 - fraction) * φ) / sin(φ), sin(fraction * φ) / sin(φ)) : (1 - fraction, fraction)
  }
  let column = [weights.count] + [Int](repeating: 1, count: a.rank - 1)
  return Tensor(weights.map(\.0), shape: column) * a + Tensor(weights.map(\.1), shape: column) * b
}

extension ReverseSampler {
  /// The noise from which the sampler would make these data: its steps, undone one by one.
  ///
  ///     x_s = a x_t + b ε̂(x_t, t)   ⟹   x_t = (x_s − b ε̂(x_t, t))/a
  ///
  /// solved for `x_t` by iteration from `x_t ≈ x_s`.
  ///
  /// - Parameters:
  ///   - x0: the data, `[n, …]`.
  ///   - iterations: for every step, at least one.
  ///   - noise: the prediction ε̂(x_t, t).
  /// - Returns: `x_T`.
  /// - Precondition: the rule is implicit with η = 0: nothing is drawn, so that there is one answer.
  /// - Source: J. Song, C. Meng, S. Ermon, "Denoising diffusion implicit models", ICLR 2021,
  ///   section 4.3, for one iteration.
  // snippet.encode
  public func encode(
    _ x0: Tensor, iterations: Int = 3, predicting noise: NoisePrediction
  ) -> Tensor {
    guard case .implicit(eta: 0) = rule else {
      preconditionFailure("encoding needs steps without noise, not \(rule)")
    }
    precondition(iterations >= 1, "encoding with \(iterations) iterations")
    return zip(times.dropFirst(), times).reversed().reduce(x0) { x, step in
      let (s, t) = step
      let f = factors(from: t, to: s)
      return (0..<iterations).reduce(x) { earlier, _ in
        let ε̂ = noise(earlier, t)
        precondition(ε̂.shape == x.shape, "encoding: noise \(ε̂.shape) for states \(x.shape)")
        return (x - Float(f.prediction) * ε̂) / Float(f.state)
      }
    }
  }
  // snippet.end
}
