import Elementary
import Tensors

// Patches only move numbers: each of the two is a linear map, and the other is its transpose. So a
// convolution, a matrix product with the patches, has derivatives of every order.

extension Variable {
  /// What a window sees of pictures at every place, one patch a row.
  ///
  ///     P[(b, r, q), (i, j, c)] = X[b, r·stride + i − padding, q·stride + j − padding, c]
  ///
  /// - Parameter window: size, stride and padding.
  /// - Returns: `[batch · rows · columns, size · size · channels]`.
  /// - Precondition: this is `[batch, height, width, channels]`, and the window fits in.
  public func patches(_ window: PatchWindow) -> Variable {
    .record(value.patches(window), of: self) { d, _ in
      d.patches(window)
    } pullback: { g, at in
      g.summedPatches(window, into: at[0].shape)
    }
  }

  /// Adds every patch to its place in the picture: the transpose of `patches(_:)`.
  ///
  /// - Parameters:
  ///   - window: size, stride and padding.
  ///   - shape: of the pictures, `[batch, height, width, channels]`.
  /// - Returns: the pictures.
  /// - Precondition: this is `[batch · rows · columns, size · size · channels]`.
  public func summedPatches(_ window: PatchWindow, into shape: [Int]) -> Variable {
    .record(value.summedPatches(window, into: shape), of: self) { d, _ in
      d.summedPatches(window, into: shape)
    } pullback: { g, _ in
      g.patches(window)
    }
  }

  /// The means of the squares into which pictures are cut.
  ///
  /// - Parameter size: pixels along each side of a square, a divisor of height and width.
  /// - Returns: `[batch, height/size, width/size, channels]`.
  /// - Precondition: this is `[batch, height, width, channels]`.
  public func averagePooled(_ size: Int) -> Variable {
    precondition(
      rank == 4 && size > 0 && shape[1] % size == 0 && shape[2] % size == 0,
      "averagePooled: squares of \(size) pixels in \(shape) [batch, height, width, channels]")
    return patches(PatchWindow(size: size, stride: size))
      .reshaped(-1, size * size, shape[3]).mean(axis: 1)
      .reshaped(shape[0], shape[1] / size, shape[2] / size, shape[3])
  }

  /// Larger pictures in which every pixel has become a square.
  ///
  /// - Parameter size: pixels along each side of a square.
  /// - Returns: `[batch, height · size, width · size, channels]`.
  /// - Precondition: this is `[batch, height, width, channels]`.
  public func upsampled(_ size: Int) -> Variable {
    precondition(
      rank == 4 && size > 0,
      "upsampled: squares of \(size) pixels for \(shape) [batch, height, width, channels]")
    let pixels = reshaped(-1, 1, shape[3])
    return pixels.broadcast(to: [pixels.shape[0], size * size, shape[3]])
      .reshaped(-1, size * size * shape[3])
      .summedPatches(
        PatchWindow(size: size, stride: size),
        into: [shape[0], shape[1] * size, shape[2] * size, shape[3]])
  }
}
