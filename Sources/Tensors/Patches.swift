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
    sweep.forEachPicture { b, framed in
      sweep.copyPicture(pictures + b * sweep.pictureCount, into: framed)
      sweep.copyPatches(of: framed, to: patches + b * sweep.patchesCount)
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
    sweep.forEachPicture { b, framed in
      framed.update(repeating: 0, count: sweep.framedCount)
      sweep.addPatches(patches + b * sweep.patchesCount, to: framed)
      sweep.copyPicture(of: framed, to: pictures + b * sweep.pictureCount)
    }
    withExtendedLifetime(self) {}
    return result
  }
}
