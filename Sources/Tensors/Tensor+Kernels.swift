extension Tensor {
  /// A tensor whose elements a kernel of another module writes.
  ///
  /// - Parameters:
  ///   - shape: the length of every axis.
  ///   - write: gets the first of `count` elements, aligned to 64 bytes and followed by room up to a
  ///     multiple of 16. It must write them all.
  package init(shape: [Int], write: (UnsafeMutablePointer<Float>) -> Void) {
    self.init(uninitialized: shape)
    write(storage.start)
  }

  /// Lends the elements to a kernel of another module, aligned to 64 bytes and readable up to a
  /// multiple of 16.
  package func withElements<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    withExtendedLifetime(storage) { body(UnsafePointer(storage.start)) }
  }
}
