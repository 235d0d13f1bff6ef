/// The 64-bit FNV-1a hash: enough to notice a change, no protection against malice.
///
/// Source: Fowler, Noll and Vo, as in RFC 9923.
package struct FNV1a {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package mutating func combine(_ bytes: some Sequence<UInt8>) {
    var hash = state
    // A loop over any sequence is slow where its type isn't known: texts and arrays are contiguous.
    let isDone: Void? = bytes.withContiguousStorageIfAvailable {
      for byte in $0 { hash = Self.next(hash, byte) }
    }
    if isDone == nil { for byte in bytes { hash = Self.next(hash, byte) } }
    state = hash
  }

  private static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
