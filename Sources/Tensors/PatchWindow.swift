import Elementary

/// A square window that slides over a picture: what a convolution looks through.
///
/// Along a side of n pixels it has `(n + 2·padding − size)/stride + 1` places, rounded down; what
/// it sees beyond the picture's edge is 0.
public struct PatchWindow: Hashable, Sendable {
  /// The number of pixels along each side.
  public let size: Int
  /// The distance of neighbouring places, in pixels.
  public let stride: Int
  /// How far the window reaches over the picture's edge at its first place, in pixels.
  public let padding: Int

  /// A window.
  /// - Parameters:
  ///   - size: pixels along each side, at least 1.
  ///   - stride: the distance of neighbouring places, at least 1.
  ///   - padding: how far it reaches over the edge, from 0 to below `size`.
  public init(size: Int, stride: Int = 1, padding: Int = 0) {
    precondition(
      size >= 1 && stride >= 1 && (0..<size).contains(padding),
      "a window of size \(size), stride \(stride), padding \(padding): size and stride are at "
        + "least 1, padding is from 0 to below the size")
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  /// The number of places along a side.
  /// - Parameter length: its pixels.
  /// - Precondition: the window fits in at least once.
  public func places(along length: Int) -> Int {
    precondition(
      length + 2 * padding >= size,
      "a window of size \(size) does not fit into \(length) pixels with padding \(padding)")
    return (length + 2 * padding - size) / stride + 1
  }

  /// The shape of the patches of pictures `[batch, height, width, channels]`.
  func patchesShape(of pictures: [Int], _ what: String) -> [Int] {
    precondition(
      pictures.count == 4, "\(what): shape \(pictures), not [batch, height, width, channels]")
    let (rows, columns) = (places(along: pictures[1]), places(along: pictures[2]))
    return [pictures[0] * rows * columns, size * size * pictures[3]]
  }
}
