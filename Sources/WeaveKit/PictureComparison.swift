import Cairo
import Images

/// Compares two renderings of one figure.
///
/// Another machine smooths edges differently and may set its texts in another font. So a pixel
/// passes if in the other picture the pixels around it span its colour: an edge may lie a little
/// beside, and a letter beside another. Of what is left over, coloured pixels count more than grey
/// ones, which may be letters: a curve that has moved or is missing is coloured, and fails. (That
/// a black curve has not moved the digest of the figure's numbers vouches for.)
enum PictureComparison {
  /// How far, in pixels, a pixel's counterpart may be: 2 points at the 2 pixels per point of a PNG.
  static let radius = 4
  /// How far a channel may be outside the range of those around it, of 255.
  static let tolerance = 24
  /// How far the channels of a grey pixel may be apart.
  static let greySpread = 40
  /// The greatest share of coloured pixels without counterpart.
  static let mostColored = 0.0004
  /// The greatest share of grey pixels without counterpart.
  static let mostGrey = 0.005

  /// What tells the pictures apart, or `nil` if they show the same.
  static func fault(_ old: PixelImage, _ new: PixelImage) -> String? {
    if let fault = sizeFault(old, new) { return fault }
    let missing = unmatched(old, in: new)
    let added = unmatched(new, in: old)
    let count = Double(max(1, old.pixels.count))
    let colored = Double(missing.colored + added.colored) / count
    let grey = Double(missing.grey + added.grey) / count
    guard colored > mostColored || grey > mostGrey else { return nil }
    return "shows something else now: \(missing.colored + missing.grey) pixels are gone, "
      + "\(added.colored + added.grey) are new, of \(old.pixels.count)"
  }

  /// The difference in size, or `nil`.
  static func sizeFault(_ old: PixelImage, _ new: PixelImage) -> String? {
    old.width == new.width && old.height == new.height
      ? nil
      : "has \(old.width) × \(old.height) pixels, and would have \(new.width) × \(new.height) now"
  }

  /// The pixels of one picture that have no counterpart in the other.
  private static func unmatched(
    _ picture: PixelImage, in other: PixelImage
  ) -> (colored: Int, grey: Int) {
    var isUnmatched = [Bool](repeating: false, count: picture.pixels.count)
    var channels: [[UInt8]] = []
    for shift in [16, 8, 0] as [UInt32] {
      let values = picture.pixels.map { UInt8($0 >> shift & 255) }
      let others = other.pixels.map { UInt8($0 >> shift & 255) }
      let least = extremes(others, width: other.width, height: other.height, of: min)
      let most = extremes(others, width: other.width, height: other.height, of: max)
      for i in values.indices {
        let value = Int(values[i])
        if value < Int(least[i]) - tolerance || value > Int(most[i]) + tolerance {
          isUnmatched[i] = true
        }
      }
      channels.append(values)
    }
    var counts = (colored: 0, grey: 0)
    for i in isUnmatched.indices where isUnmatched[i] {
      let color = channels.map { Int($0[i]) }
      if color.max()! - color.min()! > greySpread { counts.colored += 1 } else { counts.grey += 1 }
    }
    return counts
  }

  /// The extreme of the values in a square around each pixel.
  private static func extremes(
    _ values: [UInt8], width: Int, height: Int, of extreme: (UInt8, UInt8) -> UInt8
  ) -> [UInt8] {
    var rows = values
    var result = values
    for y in 0..<height {
      for x in 0..<width {
        for dx in max(0, x - radius)...min(width - 1, x + radius) {
          rows[y * width + x] = extreme(rows[y * width + x], values[y * width + dx])
        }
      }
    }
    for y in 0..<height {
      for dy in max(0, y - radius)...min(height - 1, y + radius) {
        for x in 0..<width {
          result[y * width + x] = extreme(result[y * width + x], rows[dy * width + x])
        }
      }
    }
    return result
  }
}
