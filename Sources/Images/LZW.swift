import Elementary

/// The compression of GIF files: Lempel, Ziv and Welch's, with codes of growing width.
///
/// A code stands for a string of symbols. The first `2^bits` codes are the symbols themselves, the
/// next two say "forget all strings" and "the end"; every further one is a string that was written
/// before, and one symbol more. Codes are packed from the lowest bit on, and are as wide as the
/// largest one so far needs, up to 12 bits.
///
/// Source: *Graphics Interchange Format, version 89a* (CompuServe, 1990), appendix F.
enum LZW {
  static let widest = 12

  /// - Parameters:
  ///   - symbols: each below `2^bits`.
  ///   - bits: 2 to 8.
  static func compressed(_ symbols: [UInt8], bits: Int) -> [UInt8] {
    precondition((2...8).contains(bits), "symbols have 2 to 8 bits, got \(bits)")
    precondition(
      symbols.allSatisfy { $0 >> 1 < 1 << (bits - 1) }, "a symbol has more than \(bits) bits")
    let clear = 1 << bits
    var strings = StringTable()
    var packed = PackedBits()
    var width = bits + 1
    var next = clear + 2
    packed.append(clear, width: width)
    guard var string = symbols.first.map(Int.init) else {
      packed.append(clear + 1, width: width)
      return packed.finished()
    }
    for symbol in symbols.dropFirst() {
      if let longer = strings.code(of: string, symbol) {
        string = longer
        continue
      }
      packed.append(string, width: width)
      if next < 1 << widest {
        strings.insert(next, for: string, symbol)
        // The reader learns a string one code later than the writer.
        if next == 1 << width { width += 1 }
        next += 1
      } else {
        packed.append(clear, width: width)
        strings = StringTable()
        width = bits + 1
        next = clear + 2
      }
      string = Int(symbol)
    }
    packed.append(string, width: width)
    if next == 1 << width, width < widest { width += 1 }
    packed.append(clear + 1, width: width)
    return packed.finished()
  }

  /// - Parameter most: how many symbols there may be: a few bytes could stand for any number.
  /// - Returns: the symbols, or `nil` if the bytes are no compressed symbols, end too early or stand
  ///   for too many.
  static func decompressed(_ bytes: [UInt8], bits: Int, most: Int) -> [UInt8]? {
    guard (2...8).contains(bits) else { return nil }
    let clear = 1 << bits
    // A string is one that was there before and a symbol.
    var parents: [Int] = []
    var lasts: [UInt8] = []
    var symbols: [UInt8] = []
    var packed = PackedBits(bytes)
    var width = bits + 1
    var previous: Int?
    func string(_ code: Int) -> [UInt8] {
      var reversed: [UInt8] = []
      var code = code
      while code > clear + 1 {
        reversed.append(lasts[code - clear - 2])
        code = parents[code - clear - 2]
      }
      reversed.append(UInt8(code))
      return reversed.reversed()
    }
    while symbols.count <= most, let code = packed.next(width: width) {
      if code == clear + 1 { return symbols }
      if code == clear {
        (parents, lasts, width, previous) = ([], [], bits + 1, nil)
        continue
      }
      let next = clear + 2 + parents.count
      guard let known = previous else {
        guard code < clear else { return nil }
        symbols.append(UInt8(code))
        previous = code
        continue
      }
      guard code <= next else { return nil }
      // The newest string may be written at once, when the reader knows all of it but the end,
      // which is then its beginning.
      let first = string(code == next ? known : code)[0]
      if next < 1 << widest {
        parents.append(known)
        lasts.append(first)
      } else if code == next {
        return nil
      }
      symbols += string(code)
      previous = code
      if clear + 2 + parents.count == 1 << width, width < widest { width += 1 }
    }
    return nil
  }
}

/// Which code a string and one symbol more have: a hash table with twice as many places as codes.
private struct StringTable {
  private var keys = [Int32](repeating: -1, count: 1 << 13)
  private var codes = [Int16](repeating: 0, count: 1 << 13)

  private func place(_ key: Int32) -> Int {
    var place = Int((UInt32(bitPattern: key) &* 0x9E37_79B1) >> 19)
    while keys[place] >= 0, keys[place] != key { place = (place + 1) & (1 << 13 - 1) }
    return place
  }

  private func key(_ string: Int, _ symbol: UInt8) -> Int32 { Int32(string) << 8 | Int32(symbol) }

  func code(of string: Int, _ symbol: UInt8) -> Int? {
    let place = place(key(string, symbol))
    return keys[place] >= 0 ? Int(codes[place]) : nil
  }

  mutating func insert(_ code: Int, for string: Int, _ symbol: UInt8) {
    let key = key(string, symbol)
    let place = place(key)
    keys[place] = key
    codes[place] = Int16(code)
  }
}

/// Numbers of few bits, packed into bytes from the lowest bit on.
private struct PackedBits {
  private var bytes: [UInt8]
  private var position = 0
  private var pending: UInt32 = 0
  private var count = 0

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func append(_ number: Int, width: Int) {
    pending |= UInt32(number) << UInt32(count)
    count += width
    while count >= 8 {
      bytes.append(UInt8(pending & 255))
      pending >>= 8
      count -= 8
    }
  }

  consuming func finished() -> [UInt8] {
    count > 0 ? bytes + [UInt8(pending & 255)] : bytes
  }

  mutating func next(width: Int) -> Int? {
    while count < width {
      guard position < bytes.count else { return nil }
      pending |= UInt32(bytes[position]) << UInt32(count)
      position += 1
      count += 8
    }
    defer {
      pending >>= UInt32(width)
      count -= width
    }
    return Int(pending & (1 << UInt32(width) - 1))
  }
}
