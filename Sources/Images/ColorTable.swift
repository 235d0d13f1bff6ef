/// The few colours by which an animation's many are replaced.
///
/// As long as they fit, all colours are kept. Else the colours, each counted as often as it occurs,
/// are divided into boxes: the box with the largest squared error is cut across its most varied
/// channel at the mean, again and again (after Wan, Wong and Prusinkiewicz, 1988). A box becomes the
/// colour that prevails in it, so that paper stays white, or else the mean.
struct ColorTable {
  /// The colours, `0xRRGGBB`.
  private(set) var colors: [UInt32] = []
  private var indices: [UInt32: UInt8] = [:]

  /// - Parameters:
  ///   - frames: the images, opaque.
  ///   - most: the largest number of colours, 1 to 256.
  init(of frames: [PixelImage], most: Int) {
    var boxes = [Box(Self.counts(frames))]
    if boxes[0].colors.count <= most {
      boxes = boxes[0].colors.map { Box([$0]) }
    }
    while boxes.count < most {
      let widest = boxes.indices.max { boxes[$0].error < boxes[$1].error }!
      guard boxes[widest].error > 0 else { break }
      let (low, high) = boxes[widest].halves()
      boxes[widest] = low
      boxes.append(high)
    }
    for (index, box) in boxes.enumerated() {
      colors.append(box.representative)
      for (color, _) in box.colors { indices[color] = UInt8(index) }
    }
  }

  /// The places of an image's colours in the table.
  func indices(of image: PixelImage) -> [UInt8] {
    var last: (pixel: UInt32, index: UInt8)?
    return image.pixels.map { pixel in
      if let last, last.pixel == pixel { return last.index }
      let index = indices[pixel & 0xff_ffff]!
      last = (pixel, index)
      return index
    }
  }

  /// How often each colour occurs, in the order of the colours.
  private static func counts(_ frames: [PixelImage]) -> [(color: UInt32, count: Double)] {
    var counts: [UInt32: Int] = [:]
    for frame in frames {
      // Most of a page is paper: long runs of one colour.
      var run = 0
      for (i, pixel) in frame.pixels.enumerated() {
        run += 1
        if i + 1 == frame.pixels.count || frame.pixels[i + 1] != pixel {
          counts[pixel & 0xff_ffff, default: 0] += run
          run = 0
        }
      }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) }
  }
}

/// Colours that become one.
private struct Box {
  let colors: [(color: UInt32, count: Double)]
  /// The sum of the squared distances from the mean.
  let error: Double
  private let mean: [Double]
  private let varied: Int

  init(_ colors: [(color: UInt32, count: Double)]) {
    self.colors = colors
    var total = 0.0
    var sums = [0.0, 0, 0]
    var squares = [0.0, 0, 0]
    for (color, count) in colors {
      total += count
      for channel in 0..<3 {
        let value = Box.channel(channel, of: color)
        sums[channel] += count * value
        squares[channel] += count * value * value
      }
    }
    let mean = sums.map { $0 / total }
    self.mean = mean
    let errors = (0..<3).map { squares[$0] - sums[$0] * mean[$0] }
    varied = (0..<3).max { errors[$0] < errors[$1] }!
    error = colors.count == 1 ? 0 : errors[0] + errors[1] + errors[2]
  }

  static func channel(_ channel: Int, of color: UInt32) -> Double {
    Double(color >> UInt32(16 - 8 * channel) & 255)
  }

  func halves() -> (Box, Box) {
    let low = colors.filter { Box.channel(varied, of: $0.color) <= mean[varied] }
    let high = colors.filter { Box.channel(varied, of: $0.color) > mean[varied] }
    return (Box(low), Box(high))
  }

  var representative: UInt32 {
    let total = colors.reduce(0) { $0 + $1.count }
    if let most = colors.max(by: { $0.count < $1.count }), 2 * most.count > total {
      return most.color
    }
    return mean.reduce(0) { $0 << 8 | UInt32($1.rounded()) }
  }
}
