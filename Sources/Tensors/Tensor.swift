import Elementary

/// A multidimensional array of `Float` numbers, a value like `Array`: a copy is independent of its
/// original, and costs nothing until one of the two is changed.
///
/// Elements lie in row-major order: the last axis varies fastest. A batch of points is a matrix of
/// shape `[batch, dim]`, one point a row. A tensor of shape `[]` is a single number; a tensor with
/// an axis of length 0 is empty, and all operations accept it.
public struct Tensor: Sendable {
  /// The length of every axis.
  public private(set) var shape: [Int]

  /// The number of elements, the product of `shape`.
  public let count: Int

  @usableFromInline var storage: TensorStorage

  /// A tensor over storage whose first `count` floats the caller has written or is about to.
  init(shape: [Int], storage: TensorStorage) {
    self.shape = shape
    self.count = shape.reduce(1, *)
    self.storage = storage
  }

  /// A tensor whose elements the caller must write before they are read.
  init(uninitialized shape: [Int]) {
    let count = Tensor.checkedCount(shape)
    self.shape = shape
    self.count = count
    self.storage = TensorStorage(count: count)
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  static func checkedCount(_ shape: [Int]) -> Int {
    var count = 1
    for length in shape {
      precondition(length >= 0, "shape \(shape): an axis cannot have negative length")
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      precondition(!overflow, "shape \(shape): too many elements")
      count = product
    }
    return count
  }
}

extension Tensor: Equatable {
  /// Whether both shapes are the same and all elements are equal as `Float`s (so 0 = −0, and a
  /// tensor with a NaN equals nothing).
  public static func == (left: Tensor, right: Tensor) -> Bool {
    guard left.shape == right.shape else { return false }
    let (a, b) = (left.storage.start, right.storage.start)
    for i in 0..<left.count where a[i] != b[i] { return false }
    return true
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the elements, for debugging.
  public var description: String {
    let head = scalars.prefix(32).map { "\($0)" }.joined(separator: ", ")
    return "Tensor\(shape)(\(head)\(count > 32 ? ", …" : ""))"
  }
}
