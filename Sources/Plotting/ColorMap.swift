import Elementary

/// Colours for numbers: a curve through the space of colours on which equal steps look equal.
///
/// A map is a list of control points in Oklab, evenly spaced and joined by straight lines. Since
/// lightness is a coordinate of that space, a map whose control points have lightnesses in even steps
/// prints in grey as a straight ramp.
/// Source: B. Ottosson, *A perceptual color space for image processing* (2020), whose matrices are used.
public struct ColorMap: Equatable, Sendable {
  private let table: [Color]

  /// A map through control points.
  /// - Parameter points: lightness in [0, 1] and the two opponent coordinates (green–red, blue–yellow).
  init(_ points: [(lightness: Double, a: Double, b: Double)]) {
    let last = points.count - 1
    table = (0...255).map { index in
      let position = Double(index) / 255 * Double(last)
      let k = min(Int(position), last - 1)
      let t = position - Double(k)
      func mix(_ p: Double, _ q: Double) -> Double { p + (q - p) * t }
      return oklab(
        lightness: mix(points[k].lightness, points[k + 1].lightness),
        a: mix(points[k].a, points[k + 1].a), b: mix(points[k].b, points[k + 1].b))
    }
  }

  private init(table: [Color]) {
    self.table = table
  }

  /// The colour of a number in [0, 1]; numbers outside take the colour of the nearer end.
  public func callAsFunction(_ value: Double) -> Color {
    // Written so that what is not a number counts as 0.
    table[value >= 1 ? 255 : value > 0 ? Int((value * 255).rounded()) : 0]
  }
}

extension ColorMap {
  /// From dark violet over blue and green to yellow: for quantities that grow.
  ///
  /// In the manner of *viridis* (N. Smith, S. van der Walt, 2015), with control points of our own whose
  /// neighbours lie 0.10 apart in Oklab, within 4 %.
  public static let viridis = ColorMap([
    (0.28, 0.105, -0.090), (0.36, 0.055, -0.115), (0.44, -0.003, -0.100), (0.52, -0.055, -0.060),
    (0.60, -0.095, -0.010), (0.68, -0.125, 0.045), (0.76, -0.135, 0.110), (0.84, -0.100, 0.160),
    (0.92, -0.040, 0.180),
  ])

  /// From blue over white to red: for quantities with a sign, on a range that is symmetric about 0.
  public static let diverging = ColorMap([
    (0.36, -0.025, -0.110), (0.51, -0.045, -0.110), (0.66, -0.040, -0.080), (0.81, -0.025, -0.045),
    (0.96, 0, 0), (0.81, 0.045, 0.030), (0.66, 0.100, 0.055), (0.51, 0.140, 0.070),
    (0.36, 0.110, 0.050),
  ])

  /// From the white of the paper to dark blue: for densities and counts, where 0 is nothing.
  public static let sequential = ColorMap([
    (1.00, 0, 0), (0.86, -0.020, -0.035), (0.72, -0.040, -0.075), (0.58, -0.045, -0.110),
    (0.44, -0.030, -0.115), (0.30, -0.010, -0.090),
  ])

  /// From black to white, in even steps of the pixel's value: for pictures.
  public static let grey = ColorMap(table: (0...255).map { .grey(Double($0) / 255) })

  /// The same colours the other way round.
  public func reversed() -> ColorMap { ColorMap(table: table.reversed()) }
}

/// From Oklab to sRGB; components outside the gamut are cut off.
private func oklab(lightness: Double, a: Double, b: Double) -> Color {
  let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
  let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
  let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
  return Color(
    red: companded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: companded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: companded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
}

private func cube(_ x: Double) -> Double { x * x * x }

/// The transfer function of sRGB (IEC 61966-2-1).
private func companded(_ linear: Double) -> Double {
  let x = min(max(linear, 0), 1)
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055
}
