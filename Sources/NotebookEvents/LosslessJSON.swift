#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON from which every `Double` comes back with the same bits; those that JSON lacks are the
/// strings "nan", "inf" and "-inf".
extension JSONEncoder {
  /// Writes on one line, the keys in ascending order, so that equal values give equal text.
  package static var lossless: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  /// The value as text.
  package func text(of value: some Encodable) -> String {
    do {
      return String(decoding: try encode(value), as: UTF8.self)
    } catch {
      fatalError("\(type(of: value)) cannot be written as JSON: \(error)")
    }
  }
}

extension JSONDecoder {
  /// Reads what `JSONEncoder.lossless` wrote.
  package static var lossless: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
