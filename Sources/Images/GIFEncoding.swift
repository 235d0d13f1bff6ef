extension Animation {
  /// The animation as a GIF file that plays again and again.
  ///
  /// Of each frame only the rectangle that differs from the one before is kept, and in it the pixels
  /// that don't are transparent. Frames have one table of at most 255 colours in common.
  ///
  /// - Returns: the file's bytes; equal animations give equal bytes.
  ///
  /// Source: *Graphics Interchange Format, version 89a* (CompuServe, 1990).
  public func gif() -> [UInt8] {
    let table = ColorTable(of: frames.map(\.image), most: 255)
    let transparent = UInt8(table.colors.count)
    // Room for the transparent one; tables have 2, 4, 8, … colours.
    let bits = max(2, Int.bitWidth - table.colors.count.leadingZeroBitCount)
    let (width, height) = (frames[0].image.width, frames[0].image.height)

    var bytes = Array("GIF89a".utf8)
    bytes.append(littleEndian: width, height)
    bytes += [0xF0 | UInt8(bits - 1), 0, 0]
    for i in 0..<1 << bits {
      let color = i < table.colors.count ? table.colors[i] : 0
      bytes += [UInt8(color >> 16 & 255), UInt8(color >> 8 & 255), UInt8(color & 255)]
    }
    // Repeat without end.
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]

    var shown: [UInt8]?
    for frame in frames {
      let indices = table.indices(of: frame.image)
      let part = Rectangle(of: indices, differingFrom: shown, width: width, height: height)
      bytes += [0x21, 0xF9, 4, 0b101]
      bytes.append(littleEndian: frame.delay)
      bytes += [transparent, 0, 0x2C]
      bytes.append(littleEndian: part.x, part.y, part.width, part.height)
      bytes += [0, UInt8(bits)]
      let symbols = part.indices(width: width).map { i in
        indices[i] == shown?[i] ? transparent : indices[i]
      }
      bytes.append(blocks: LZW.compressed(symbols, bits: bits))
      shown = indices
    }
    return bytes + [0x3B]
  }
}

/// A part of an image.
private struct Rectangle {
  var x = 0
  var y = 0
  var width = 1
  var height = 1

  /// The smallest one that holds all differences; a single pixel if there are none.
  init(of new: [UInt8], differingFrom old: [UInt8]?, width: Int, height: Int) {
    guard let old else {
      (self.width, self.height) = (width, height)
      return
    }
    var (left, right, top, bottom) = (width, -1, height, -1)
    for row in 0..<height {
      for i in row * width..<(row + 1) * width where new[i] != old[i] {
        left = min(left, i - row * width)
        right = max(right, i - row * width)
        top = min(top, row)
        bottom = row
      }
    }
    guard right >= 0 else { return }
    (x, y, self.width, self.height) = (left, top, right - left + 1, bottom - top + 1)
  }

  /// The places of its pixels in an image of a width.
  func indices(width: Int) -> [Int] {
    (y..<y + height).flatMap { row in row * width + x..<row * width + x + self.width }
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian numbers: Int...) {
    for number in numbers { self += [UInt8(number & 255), UInt8(number >> 8)] }
  }

  /// Appends data as blocks of up to 255 bytes, each behind its length, and an empty one.
  fileprivate mutating func append(blocks data: [UInt8]) {
    for start in stride(from: 0, to: data.count, by: 255) {
      let block = data[start..<Swift.min(start + 255, data.count)]
      append(UInt8(block.count))
      append(contentsOf: block)
    }
    append(0)
  }
}
