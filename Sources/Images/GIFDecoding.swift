extension Animation {
  /// Decodes a GIF file: each frame as it is seen, opaque, transparency over white.
  ///
  /// Frames must stay until they are painted over, and not be interlaced; so are those that `gif()`
  /// writes.
  ///
  /// - Parameter bytes: the file's content; of at most 2²⁶ pixels, and 2²⁸ in all frames together.
  /// - Throws: `ImageError.cannotDecode` if they are no such file, or a damaged one.
  public init(gif bytes: [UInt8]) throws(ImageError) {
    var reader = GIFReader(bytes)
    let header = try reader.bytes(6)
    guard header == Array("GIF89a".utf8) || header == Array("GIF87a".utf8) else {
      throw .cannotDecode("GIF", reason: "it does not begin like one")
    }
    let (width, height) = (try reader.number(), try reader.number())
    guard width > 0, height > 0 else { throw .cannotDecode("GIF", reason: "it has no pixels") }
    // A few bytes may stand for more pixels than there is memory.
    guard width * height <= PixelImage.mostPixels else {
      throw .cannotDecode("GIF", reason: "it has \(width) × \(height) pixels, too many")
    }
    let flags = try reader.byte()
    _ = try reader.bytes(2)
    let common = flags & 0x80 != 0 ? try reader.colors(bits: Int(flags & 7) + 1) : []

    var canvas = PixelImage(width: width, height: height, repeating: 0xffff_ffff)
    var frames: [Frame] = []
    var (delay, transparent): (Int, UInt8?) = (0, nil)
    while true {
      switch try reader.byte() {
      case 0x21:
        let isControl = try reader.byte() == 0xF9
        let data = try reader.blocks()
        if isControl, data.count == 4 {
          guard data[0] >> 2 & 7 < 2 else {
            throw .cannotDecode("GIF", reason: "a frame is not to stay")
          }
          delay = Int(data[1]) | Int(data[2]) << 8
          transparent = data[0] & 1 != 0 ? data[3] : nil
        }
      case 0x2C:
        let (x, y) = (try reader.number(), try reader.number())
        let (columns, rows) = (try reader.number(), try reader.number())
        let flags = try reader.byte()
        let colors = flags & 0x80 != 0 ? try reader.colors(bits: Int(flags & 7) + 1) : common
        let bits = Int(try reader.byte())
        guard flags & 0x40 == 0, x + columns <= width, y + rows <= height,
          let symbols = LZW.decompressed(try reader.blocks(), bits: bits, most: columns * rows),
          symbols.count == columns * rows,
          symbols.allSatisfy({ $0 == transparent || $0 < colors.count })
        else { throw .cannotDecode("GIF", reason: "frame \(frames.count + 1) is damaged") }
        for (i, symbol) in symbols.enumerated() where symbol != transparent {
          canvas[x + i % columns, y + i / columns] = colors[Int(symbol)]
        }
        frames.append(Frame(canvas, delay: delay))
        guard frames.count * width * height <= 4 * PixelImage.mostPixels else {
          throw .cannotDecode(
            "GIF", reason: "it has too many frames of \(width) × \(height) pixels")
        }
        (delay, transparent) = (0, nil)
      case 0x3B:
        guard !frames.isEmpty else { throw .cannotDecode("GIF", reason: "it has no frames") }
        self.init(frames)
        return
      default: throw .cannotDecode("GIF", reason: "an unknown block")
      }
    }
  }
}

private struct GIFReader {
  private let content: [UInt8]
  private var position = 0

  init(_ content: [UInt8]) { self.content = content }

  mutating func bytes(_ count: Int) throws(ImageError) -> [UInt8] {
    guard position + count <= content.count else {
      throw .cannotDecode("GIF", reason: "it ends too early")
    }
    defer { position += count }
    return Array(content[position..<position + count])
  }

  mutating func byte() throws(ImageError) -> UInt8 { try bytes(1)[0] }

  mutating func number() throws(ImageError) -> Int {
    let bytes = try bytes(2)
    return Int(bytes[0]) | Int(bytes[1]) << 8
  }

  mutating func colors(bits: Int) throws(ImageError) -> [UInt32] {
    let channels = try bytes(3 << bits)
    return (0..<1 << bits).map { i in
      channels[3 * i..<3 * i + 3].reduce(0xff) { $0 << 8 | UInt32($1) }
    }
  }

  mutating func blocks() throws(ImageError) -> [UInt8] {
    var data: [UInt8] = []
    while true {
      let count = Int(try byte())
      if count == 0 { return data }
      data += try bytes(count)
    }
  }
}
