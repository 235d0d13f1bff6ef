import Elementary
import Tensors

/// Grey pictures of one size, and what each of them shows.
public struct LabelledImages: Sendable {
  /// The pictures, `[n, height, width]`, from 0 (background) to 1 (full ink).
  public let images: Tensor
  /// The class of every picture.
  public let labels: [Int]

  /// Pictures with their labels.
  /// - Parameters:
  ///   - images: `[n, height, width]`.
  ///   - labels: n of them, at least 0.
  public init(images: Tensor, labels: [Int]) {
    precondition(
      images.rank == 3 && images.shape[0] == labels.count && labels.allSatisfy { $0 >= 0 },
      "\(labels.count) labels for images of shape \(images.shape) [n, height, width]")
    self.images = images
    self.labels = labels
  }

  /// The number of pictures.
  public var count: Int { labels.count }

  /// The pictures as points of a space with one coordinate for each pixel, `[n, height · width]`.
  public var points: Tensor {
    images.reshaped(to: [count, images.shape[1] * images.shape[2]])
  }

  /// Some of the pictures, in the order of their places.
  public subscript(places: [Int]) -> LabelledImages {
    LabelledImages(images: images.gatherRows(places), labels: places.map { labels[$0] })
  }

  /// The pictures of one class.
  public func showing(_ label: Int) -> LabelledImages {
    self[labels.indices.filter { labels[$0] == label }]
  }
}
