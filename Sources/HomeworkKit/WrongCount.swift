/// A list of the wrong length.
private struct WrongCount: Malformation {
  let count: Int
  let right: Int
  let noun: String
  let remark: String?

  var description: String {
    "\(count) \(noun)\(count == 1 ? "" : "s") came: \(right == 1 ? "1 is" : "\(right) are") asked for"
      + (remark.map { ", " + $0 } ?? "")
  }
}

extension Array {
  /// The list itself.
  ///
  /// - Parameters:
  ///   - count: how long it should be.
  ///   - noun: what it lists, in the singular.
  ///   - remark: which ones they should be.
  /// - Throws: a sentence for the student if it is longer or shorter.
  package func sized(_ right: Int, _ noun: String, _ remark: String? = nil) throws -> Self {
    guard count == right else {
      throw WrongCount(count: count, right: right, noun: noun, remark: remark)
    }
    return self
  }
}
