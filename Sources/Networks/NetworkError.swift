import Files

/// What can go wrong with a network through no fault of the program.
public enum NetworkError: Error, Equatable, Sendable {
  /// A loss, or the gradient of a parameter, became infinite or NaN.
  case nonFinite(
    loss: Double, gradientOf: String?, step: Int, seed: UInt64, lastFiniteLoss: Double?)
  /// A file of parameters could not be read or written.
  case file(FileError)
  /// A file does not begin like a file of parameters.
  case foreignFile(path: String)
  /// The header of a file of parameters cannot be understood.
  case badHeader(path: String, line: Int, reason: String)
  /// A file of parameters has another length than its header says.
  case wrongLength(path: String, expected: Int, found: Int)
  /// The numbers in a file of parameters are not those that were written.
  case wrongChecksum(path: String)
  /// A file holds the parameters of another network.
  case otherNetwork(path: String, expected: String, found: String)
}

extension NetworkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nonFinite(let loss, let parameter, let step, let seed, let last):
      let what =
        loss.isFinite
        ? "the gradient of \(parameter ?? "a parameter") is not finite, at a loss of \(loss)"
        : "the loss is \(loss.isNaN ? .nan : loss)"  // without a NaN's meaningless sign
      let before = last.map { "; the loss before was \($0)" } ?? "; it was the first step"
      return "training stopped at step \(step), seed \(seed): \(what)\(before). "
        + "Take a smaller learning rate or clip the gradients."
    case .file(let error):
      return error.description
    case .foreignFile(let path):
      return "“\(path)” is not a file of parameters. Name one that `save(to:)` wrote."
    case .badHeader(let path, let line, let reason):
      return "“\(path)”, line \(line): \(reason). Save the parameters again."
    case .wrongLength(let path, let expected, let found):
      return "“\(path)” should have \(expected) bytes of numbers and has \(found): it is "
        + (found < expected ? "cut short" : "too long") + ". Save the parameters again."
    case .wrongChecksum(let path):
      return "“\(path)” is damaged: its numbers do not match their checksum. "
        + "Save the parameters again."
    case .otherNetwork(let path, let expected, let found):
      return "“\(path)” belongs to another network: expected \(expected), found \(found). "
        + "Load it into a network of the same layers."
    }
  }
}
