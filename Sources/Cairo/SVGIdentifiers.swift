/// Gives the identifiers of an SVG document numbers that depend on the document alone.
///
/// Cairo numbers surfaces by a counter of the whole process (`surface17`, `image17`), so that a
/// drawing would change with what was drawn before it. After those names the numbers become
/// 0, 1, … in order of appearance.
func renumberingIdentifiers(_ document: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(document.count)
  var numbers: [[UInt8]] = []
  var rest = document[...]
  while let byte = rest.first {
    let mayBegin = byte == UInt8(ascii: "i") || byte == UInt8(ascii: "#")
    guard mayBegin, let name = identifierNames.first(where: { rest.starts(with: $0) }) else {
      result.append(byte)
      rest = rest.dropFirst()
      continue
    }
    let digits = Array(rest.dropFirst(name.count).prefix { (0x30...0x39).contains($0) })
    result += name
    rest = rest.dropFirst(name.count + digits.count)
    if digits.isEmpty { continue }
    if !numbers.contains(digits) { numbers.append(digits) }
    result += Array(String(numbers.firstIndex(of: digits)!).utf8)
  }
  return result
}

/// Where an identifier is given or referred to. Neither `"` nor `#` occurs in an embedded image.
private let identifierNames: [[UInt8]] = ["id=\"", "#"].flatMap { opening in
  ["surface-", "surface", "image-", "image", "source-", "source"].map { Array((opening + $0).utf8) }
}
