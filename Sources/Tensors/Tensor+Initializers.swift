import Elementary

extension Tensor {
  /// A tensor of given elements.
  /// - Parameters:
  ///   - scalars: the elements in row-major order.
  ///   - shape: the length of every axis.
  /// - Precondition: there are as many elements as the shape holds.
  public init(_ scalars: [Float], shape: [Int]) {
    self.init(uninitialized: shape)
    precondition(
      scalars.count == count, "shape \(shape) holds \(count) elements, not \(scalars.count)")
    scalars.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { storage.start.update(from: base, count: count) }
    }
  }

  /// A tensor of given elements, each rounded to `Float`.
  public init(_ scalars: [Double], shape: [Int]) {
    self.init(scalars.map { Float($0) }, shape: shape)
  }

  /// A vector.
  public init(_ scalars: [Float]) { self.init(scalars, shape: [scalars.count]) }

  /// A vector, each element rounded to `Float`.
  public init(_ scalars: [Double]) { self.init(scalars, shape: [scalars.count]) }

  /// A matrix, row by row, each element rounded to `Float`.
  /// - Precondition: all rows have the same length.
  public init(rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == width, "row 0 has \(width) elements, row \(index) has \(row.count)")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// A tensor of equal elements.
  public init(repeating value: Float, shape: [Int]) {
    self.init(uninitialized: shape)
    storage.start.update(repeating: value, count: count)
  }

  /// A tensor of shape `[]` that holds one number.
  public init(_ value: Float) { self.init(repeating: value, shape: []) }

  /// A tensor of zeros: `Tensor.zeros(2, 3)`.
  public static func zeros(_ shape: Int...) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// A tensor of ones: `Tensor.ones(2, 3)`.
  public static func ones(_ shape: Int...) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The identity matrix of shape `[n, n]`.
  public static func identity(_ n: Int) -> Tensor {
    let result = Tensor(repeating: 0, shape: [n, n])
    for i in 0..<n { result.storage.start[i * n + i] = 1 }
    return result
  }

  /// Equally spaced numbers including both ends.
  ///
  ///     x_i = first + i (last − first)/(count − 1),   i = 0 … count − 1
  ///
  /// - Parameters:
  ///   - first: the first element.
  ///   - last: the last element.
  ///   - count: how many; with 1 the result is `[first]`.
  public static func linspace(_ first: Double, _ last: Double, _ count: Int) -> Tensor {
    precondition(count >= 0, "linspace: \(count) elements")
    return Tensor(
      (0..<count).map { i in
        i == count - 1 && count > 1
          ? last : first + Double(i) * ((last - first) / Double(Swift.max(count - 1, 1)))
      })
  }
}
