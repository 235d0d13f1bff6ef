import Elementary

/// The way of a window over pictures.
///
/// It goes over a copy of one picture at a time with a frame of zeros around it, so that no place is
/// special: a row of the window is a run of numbers one behind the other, in the picture as in the
/// patch.
struct PatchSweep {
  private let window: PatchWindow
  private let batch, height, width, channels: Int
  private let rows, columns: Int
  /// The numbers of a row of the window.
  private let run: Int
  /// The numbers of a row of the framed picture.
  private let pitch: Int

  init(_ window: PatchWindow, over shape: [Int]) {
    self.window = window
    (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    (rows, columns) = (window.places(along: height), window.places(along: width))
    run = window.size * channels
    pitch = (width + 2 * window.padding) * channels
  }

  /// The numbers of one picture.
  var pictureCount: Int { height * width * channels }

  /// The numbers of all patches of one picture.
  var patchesCount: Int { rows * columns * window.size * run }

  /// The numbers of one picture in its frame.
  var framedCount: Int { (height + 2 * window.padding) * pitch }

  /// Hands out the pictures, several at once on as many cores as there are.
  /// - Parameter framed: room for one picture in its frame and a vector more; at first all 0.
  func forEachPicture(_ body: (_ b: Int, _ framed: UnsafeMutablePointer<Float>) -> Void) {
    Parallel.forEachRange(of: batch, grain: 1 + 16_384 / max(1, patchesCount)) { pictures in
      let framed = TensorStorage(count: framedCount + 16)
      framed.start.update(repeating: 0, count: framedCount + 16)
      for b in pictures { body(b, framed.start) }
      withExtendedLifetime(framed) {}
    }
  }

  /// Puts a picture into its frame.
  func copyPicture(_ picture: UnsafePointer<Float>, into framed: UnsafeMutablePointer<Float>) {
    let line = width * channels
    for y in 0..<height {
      (framed + (y + window.padding) * pitch + window.padding * channels).update(
        from: picture + y * line, count: line)
    }
  }

  /// Takes a picture out of its frame.
  func copyPicture(of framed: UnsafePointer<Float>, to picture: UnsafeMutablePointer<Float>) {
    let line = width * channels
    for y in 0..<height {
      (picture + y * line).update(
        from: framed + (y + window.padding) * pitch + window.padding * channels, count: line)
    }
  }

  /// Copies the runs of all places in the order in which they lie in the patches.
  ///
  /// They are copied in whole vectors, also where they are shorter: what is too much is written over
  /// by the next run.
  func copyPatches(of framed: UnsafePointer<Float>, to patches: UnsafeMutablePointer<Float>) {
    let (size, run, pitch) = (window.size, run, pitch)
    let end = patches + patchesCount
    var to = patches
    for r in 0..<rows {
      for q in 0..<columns {
        var from = framed + r &* window.stride &* pitch + q &* window.stride &* channels
        for _ in 0..<size {
          if to + (run + 15) / 16 * 16 <= end {
            copyVectors(from, to: to, count: run)
          } else {
            for i in 0..<run { to[i] = from[i] }
          }
          from += pitch
          to += run
        }
      }
    }
  }

  /// Adds the runs of all patches to their places, in the order in which they lie in the patches.
  func addPatches(_ patches: UnsafePointer<Float>, to framed: UnsafeMutablePointer<Float>) {
    let (size, run, pitch) = (window.size, run, pitch)
    var from = patches
    for r in 0..<rows {
      for q in 0..<columns {
        var to = framed + r &* window.stride &* pitch + q &* window.stride &* channels
        for _ in 0..<size {
          addNumbers(from, to: to, count: run)
          from += run
          to += pitch
        }
      }
    }
  }
}

@inline(__always)
private func copyVectors(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
  let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  var offset = 0
  while offset < 4 &* count {
    to.storeBytes(
      of: from.loadUnaligned(fromByteOffset: offset, as: Lanes.self), toByteOffset: offset,
      as: Lanes.self)
    offset &+= 64
  }
}

@inline(__always)
private func addNumbers(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
  let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  var i = 0
  while i &+ 16 <= count {
    let offset = 4 &* i
    let sum =
      to.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
      + from.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
    to.storeBytes(of: sum, toByteOffset: offset, as: Lanes.self)
    i &+= 16
  }
  while i < count {
    target[i] += source[i]
    i &+= 1
  }
}
