import Elementary

extension Tensor {
  /// What a window sees of pictures at every place, one patch a row: a convolution is the matrix
  /// product of the patches and its weights.
  ///
  ///     P[(b, r, q), (i, j, c)] = X[b, r·stride + i − padding, q·stride + j − padding, c]
  ///
  /// with 0 where the window reaches over the picture's edge.
  ///
  /// - Parameter window: size, stride and padding.
  /// - Returns: `[batch · rows · columns, size · size · channels]`.
  /// - Precondition: this is `[batch, height, width, channels]`, and the window fits in.
  public func patches(_ window: PatchWindow) -> Tensor {
    let result = Tensor(uninitialized: window.patchesShape(of: shape, "patches"))
    let sweep = PatchSweep(window, over: shape)
    let (pictures, patches) = (storage.start, result.storage.start)
    sweep.forEachPicture { b in
      sweep.forEachRun(of: b) { run in
        let target = patches + run.patch
        target.update(repeating: 0, count: run.before)
        copyRun(pictures + run.picture, to: target + run.before, run.count)
        (target + run.before + run.count).update(repeating: 0, count: run.after)
      }
    }
    withExtendedLifetime(self) {}
    return result
  }

  /// Adds every patch to its place in the picture: the transpose of `patches(_:)`.
  ///
  ///     X[b, y, x, c] = Σ P[(b, r, q), (i, j, c)]   over r·stride + i − padding = y,
  ///                                                      q·stride + j − padding = x
  ///
  /// - Parameters:
  ///   - window: size, stride and padding.
  ///   - shape: of the pictures, `[batch, height, width, channels]`.
  /// - Returns: the pictures, each element summed in the order of the places (r, q).
  /// - Precondition: this is `[batch · rows · columns, size · size · channels]`.
  public func summedPatches(_ window: PatchWindow, into shape: [Int]) -> Tensor {
    let expected = window.patchesShape(of: shape, "summedPatches")
    precondition(
      self.shape == expected,
      "summedPatches: patches of shape \(self.shape) for pictures \(shape): \(expected) expected")
    let result = Tensor(uninitialized: shape)
    let sweep = PatchSweep(window, over: shape)
    let (pictures, patches) = (result.storage.start, storage.start)
    sweep.forEachPicture { b in
      (pictures + b * sweep.pictureCount).update(repeating: 0, count: sweep.pictureCount)
      sweep.forEachRun(of: b) { run in
        addRun(patches + run.patch + run.before, to: pictures + run.picture, run.count)
      }
    }
    withExtendedLifetime(self) {}
    return result
  }
}

/// The way of a window over pictures.
private struct PatchSweep {
  /// The numbers of one row of a window: in the picture they lie one behind the other, and so they do
  /// in the patch.
  struct Run {
    /// Where the row begins in the patches.
    var patch: Int
    /// How many numbers of it lie beyond the left edge of the picture.
    var before: Int
    /// Where the others begin in the pictures, and how many there are.
    var picture: Int
    var count: Int
    /// How many numbers lie beyond the right edge.
    var after: Int
  }

  let window: PatchWindow
  let batch, height, width, channels: Int
  let rows, columns: Int

  init(_ window: PatchWindow, over shape: [Int]) {
    self.window = window
    (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    (rows, columns) = (window.places(along: height), window.places(along: width))
  }

  /// The numbers of one picture.
  var pictureCount: Int { height * width * channels }

  /// Several pictures at once on as many cores as there are.
  func forEachPicture(_ body: (_ b: Int) -> Void) {
    let work = max(1, rows * columns * window.size * window.size * channels)
    Parallel.forEachRange(of: batch, grain: 1 + 16_384 / work) { pictures in
      for b in pictures { body(b) }
    }
  }

  /// Every row of the window at every place of a picture, in the order in which the patches lie.
  @inline(__always)
  func forEachRun(of b: Int, _ body: (Run) -> Void) {
    let length = window.size * channels
    var patch = b * rows * columns * window.size * length
    for r in 0..<rows {
      for q in 0..<columns {
        let left = q * window.stride - window.padding
        let before = min(max(-left, 0), window.size)
        let after = min(max(left + window.size - width, 0), window.size - before)
        let count = (window.size - before - after) * channels
        for i in 0..<window.size {
          let y = r * window.stride + i - window.padding
          if y >= 0 && y < height {
            body(
              Run(
                patch: patch, before: before * channels,
                picture: ((b * height + y) * width + left + before) * channels, count: count,
                after: after * channels))
          } else {
            body(Run(patch: patch, before: length, picture: 0, count: 0, after: 0))
          }
          patch += length
        }
      }
    }
  }
}

@inline(__always)
private func copyRun(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
) {
  let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  var i = 0
  while i &+ 16 <= count {
    to.storeBytes(
      of: from.loadUnaligned(fromByteOffset: 4 &* i, as: Lanes.self), toByteOffset: 4 &* i,
      as: Lanes.self)
    i &+= 16
  }
  while i < count {
    target[i] = source[i]
    i &+= 1
  }
}

@inline(__always)
private func addRun(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
) {
  let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  var i = 0
  while i &+ 16 <= count {
    let sum =
      to.loadUnaligned(fromByteOffset: 4 &* i, as: Lanes.self)
      + from.loadUnaligned(fromByteOffset: 4 &* i, as: Lanes.self)
    to.storeBytes(of: sum, toByteOffset: 4 &* i, as: Lanes.self)
    i &+= 16
  }
  while i < count {
    target[i] += source[i]
    i &+= 1
  }
}
