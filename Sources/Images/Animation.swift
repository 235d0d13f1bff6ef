import Elementary

/// Images shown one after the other.
public struct Animation: Equatable, Sendable {
  /// An image and how long it is shown.
  public struct Frame: Equatable, Sendable {
    public var image: PixelImage
    /// Hundredths of a second.
    public var delay: Int

    public init(_ image: PixelImage, delay: Int) {
      precondition(
        (0...65535).contains(delay), "a delay is 0 to 65535 hundredths of a second, got \(delay)")
      self.image = image
      self.delay = delay
    }
  }

  /// The frames, all of one size.
  public let frames: [Frame]

  /// - Precondition: there is a frame, and all have one size, of 1 to 65535 pixels each way.
  public init(_ frames: [Frame]) {
    precondition(!frames.isEmpty, "an animation needs at least one frame")
    let first = frames[0].image
    precondition(
      (1...65535).contains(first.width) && (1...65535).contains(first.height),
      "the frames of an animation have 1 to 65535 pixels each way, got \(first.width) × "
        + "\(first.height)")
    for (index, frame) in frames.enumerated() {
      precondition(
        frame.image.width == first.width && frame.image.height == first.height,
        "frame \(index + 1) has \(frame.image.width) × \(frame.image.height) pixels and frame 1 "
          + "has \(first.width) × \(first.height)")
    }
    self.frames = frames
  }
}
