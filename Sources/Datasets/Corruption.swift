import Elementary
import Tensors

/// What may go wrong with a picture: the anomalies that an energy should notice. A pixel that is
/// infinite or NaN is carried along.
///
/// ```swift
/// let noisy = Corruption.noise(standardDeviation: 0.3).applied(to: images, using: &random)
/// ```
public enum Corruption: Hashable, Sendable, CustomStringConvertible {
  /// Every pixel x becomes 1 − x with a probability of its own, in [0, 1].
  case flips(probability: Double)
  /// Gaussian noise is added to every pixel; what leaves [0, 1] stays outside.
  case noise(standardDeviation: Double)
  /// A rectangle of rows and columns becomes background, the same one in all pictures.
  case occlusion(rows: Range<Int>, columns: Range<Int>)
  /// The pixels of each picture change places, in another order for each.
  case shuffledPixels
  /// Every pixel x becomes 1 − x.
  case inversion
  /// The picture moves by whole pixels, down and to the right if positive; background follows.
  case shift(rows: Int, columns: Int)

  /// The pictures with the corruption.
  ///
  /// - Parameters:
  ///   - images: `[n, height, width]`, from 0 to 1.
  ///   - random: the stream to draw from; inversion, occlusion and shift draw nothing.
  /// - Returns: `[n, height, width]`.
  public func applied(to images: Tensor, using random: inout RandomStream) -> Tensor {
    precondition(
      images.rank == 3, "\(self): images of shape \(images.shape), not [n, height, width]")
    switch self {
    case .flips(let q):
      precondition(q >= 0 && q <= 1, "flips with the probability \(q), which is not in 0…1")
      let flipped = random.uniform(images.shape) .< Float(q)
      return Tensor.where(flipped, 1 - images, images)
    case .noise(let σ):
      precondition(σ >= 0 && Float(σ).isFinite, "noise of the standard deviation \(σ)")
      return images + Float(σ) * random.normal(images.shape)
    case .occlusion(let rows, let columns):
      let mask = Self.mask(images.shape[1], images.shape[2], rows: rows, columns: columns)
      return Tensor.where(mask, images, Tensor(0))
    case .shuffledPixels:
      return Self.shuffled(images, using: &random)
    case .inversion:
      return 1 - images
    case .shift(let rows, let columns):
      return Self.shifted(Self.shifted(images, axis: 1, by: rows), axis: 2, by: columns)
    }
  }

  /// 1 where a picture is kept and 0 in the rectangle that an occlusion hides, `[height, width]`.
  public static func mask(
    _ height: Int, _ width: Int, rows: Range<Int>, columns: Range<Int>
  ) -> Tensor {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= height && columns.lowerBound >= 0
        && columns.upperBound <= width,
      "rows \(rows) and columns \(columns) of a picture of \(height) × \(width) pixels")
    var mask = Tensor(repeating: 1, shape: [height, width])
    for row in rows { for column in columns { mask[row, column] = 0 } }
    return mask
  }

  private static func shuffled(_ images: Tensor, using random: inout RandomStream) -> Tensor {
    let (n, size) = (images.shape[0], images.shape[1] * images.shape[2])
    // Pixel by pixel, as rows of length 1.
    let places = (0..<n).flatMap { image in
      random.permutation(size).map { image * size + $0 }
    }
    return images.reshaped(n * size, 1).gatherRows(places).reshaped(to: images.shape)
  }

  private static func shifted(_ images: Tensor, axis: Int, by steps: Int) -> Tensor {
    let length = images.shape[axis]
    let kept = length - Int(min(steps.magnitude, UInt(length)))
    let (first, last) = (0..<kept, length - kept..<length)
    return steps < 0
      ? images.sliced(axis: axis, last).padded(axis: axis, into: first, of: length)
      : images.sliced(axis: axis, first).padded(axis: axis, into: last, of: length)
  }

  public var description: String {
    switch self {
    case .flips(let q): "flips, q = \(q)"
    case .noise(let σ): "noise, σ = \(σ)"
    case .occlusion: "occlusion"
    case .shuffledPixels: "shuffled pixels"
    case .inversion: "inversion"
    case .shift(let rows, let columns): "shift by (\(rows), \(columns))"
    }
  }
}
