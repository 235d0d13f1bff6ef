import Elementary
import Tensors

/// A picture of two colours: a spin at every pixel, +1 for ink and −1 for paper.
public struct SpinPicture: Hashable, Sendable {
  public let width, height: Int
  /// Row by row from the top left, each +1 or −1.
  public private(set) var spins: [Int8]

  /// - Parameter spins: `width · height` of them, each +1 or −1. Zeros and ones are refused: with
  ///   them the energy means something else.
  public init(width: Int, height: Int, spins: [Int8]) {
    precondition(
      width > 0 && height > 0 && spins.count == width * height,
      "\(spins.count) spins for \(width) × \(height) pixels")
    precondition(
      spins.allSatisfy { $0 == 1 || $0 == -1 },
      "a spin is +1 or −1, not \(spins.first { $0 != 1 && $0 != -1 } ?? 0)")
    (self.width, self.height, self.spins) = (width, height, spins)
  }

  /// The picture with the same spin everywhere.
  public init(width: Int, height: Int, repeating spin: Int8) {
    precondition(
      width > 0 && height > 0 && max(width, height) <= 1 << 20,
      "a picture of \(width) × \(height) pixels")
    self.init(
      width: width, height: height, spins: Array(repeating: spin, count: width * height))
  }

  /// A grey picture cut at a threshold. NaN, which is neither above nor below, is refused.
  ///
  /// - Parameters:
  ///   - image: `[height, width]`.
  ///   - threshold: what is at least as large becomes +1.
  public init(_ image: Tensor, threshold: Float = 0.5) {
    precondition(image.rank == 2, "a picture of shape \(image.shape), not [height, width]")
    precondition(
      !threshold.isNaN && !image.scalars.contains(where: \.isNaN),
      "a picture with pixels that are NaN, or cut at NaN: \(threshold)")
    self.init(
      width: image.shape[1], height: image.shape[0],
      spins: image.scalars.map { $0 >= threshold ? 1 : -1 })
  }

  /// Many grey pictures, each cut at a threshold.
  /// - Parameter images: `[n, height, width]`.
  public static func all(in images: Tensor, threshold: Float = 0.5) -> [SpinPicture] {
    precondition(images.rank == 3, "pictures of shape \(images.shape), not [n, height, width]")
    return (0..<images.shape[0]).map { i in
      let image = images.sliced(axis: 0, i..<i + 1)
      return SpinPicture(
        image.reshaped(to: [images.shape[1], images.shape[2]]), threshold: threshold)
    }
  }

  /// The more probable spin at every pixel; NaN, which is neither, is refused.
  /// - Parameter means: the mean spins, −1…1; a mean of 0 becomes +1.
  public init(width: Int, height: Int, signsOf means: [Double]) {
    precondition(!means.contains(where: \.isNaN), "signs of means, one of which is NaN")
    self.init(width: width, height: height, spins: means.map { $0 >= 0 ? 1 : -1 })
  }

  /// The spin of pixel `row · width + column`.
  public subscript(pixel: Int) -> Int8 {
    get {
      precondition(spins.indices.contains(pixel), "pixel \(pixel) of \(width) × \(height)")
      return spins[pixel]
    }
    set {
      precondition(spins.indices.contains(pixel), "pixel \(pixel) of \(width) × \(height)")
      precondition(newValue == 1 || newValue == -1, "a spin is +1 or −1, not \(newValue)")
      spins[pixel] = newValue
    }
  }

  /// The picture after every spin has been flipped with the probability q, independently.
  /// - Parameter q: 0…1.
  public func flipped(probability q: Double, using random: inout RandomStream) -> SpinPicture {
    precondition(q >= 0 && q <= 1, "flips with the probability \(q), which is not in 0…1")
    let uniforms = random.uniforms(count: spins.count)
    return SpinPicture(
      width: width, height: height, spins: zip(spins, uniforms).map { $1 < q ? -$0 : $0 })
  }

  /// At how many pixels the two pictures differ.
  public func differences(from other: SpinPicture) -> Int {
    precondition(
      (width, height) == (other.width, other.height),
      "\(width) × \(height) pixels compared with \(other.width) × \(other.height)")
    return zip(spins, other.spins).count { $0 != $1 }
  }

  /// The share of pixels at which the two pictures differ.
  public func errorRate(against truth: SpinPicture) -> Double {
    Double(differences(from: truth)) / Double(spins.count)
  }

  /// The share of pixels that are expected to be wrong.
  ///
  ///     E[Σ_i [y_i ≠ Y_i]]/n = (1/n) Σ_i (1 − y_i m_i)/2
  ///
  /// - Parameter means: `m_i = E[Y_i]` of the unknown picture, one a pixel, −1…1.
  public func expectedErrorRate(means: [Double]) -> Double {
    precondition(means.count == spins.count, "\(means.count) means for \(spins.count) pixels")
    return sum(zip(spins, means).map { (1 - Double($0) * $1) / 2 }) / Double(spins.count)
  }

  /// The mean spin, −1…1.
  public var magnetization: Double {
    Double(spins.reduce(0) { $0 + Int($1) }) / Double(spins.count)
  }

  /// The spins as numbers.
  public var doubles: [Double] { spins.map(Double.init) }
}
