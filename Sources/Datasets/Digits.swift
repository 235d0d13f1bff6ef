import CPictures
import Elementary
import Tensors

/// 1,797 handwritten digits of 8 × 8 pixels, by 13 writers.
///
/// Each pixel counts the ink in 4 × 4 points of a scan, from 0 to 16, here divided by 16.
///
/// ```swift
/// let x = Digits.train.points                  // [1500, 64]
/// let sevens = Digits.all.showing(7).images    // [179, 8, 8]
/// ```
///
/// Source: "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak, UCI Machine
/// Learning Repository, 1998 (the test part). Licence: CC BY 4.0. See `Sources/CPictures`.
public enum Digits {
  /// Pixels along each side of a picture.
  public static let side = 8

  /// All pictures, in the order of the source.
  public static let all: LabelledImages = {
    var labels: [Int] = []
    var pixels: [Float] = []
    for line in String(cString: textOfDigits()).utf8.split(separator: UInt8(ascii: "\n")) {
      labels.append(Int(line.first! - UInt8(ascii: "0")))
      pixels += line.dropFirst(2).map { Float(ink($0)) / 16 }
    }
    let images = Tensor(pixels, shape: [labels.count, side, side])
    return LabelledImages(images: images, labels: labels)
  }()

  /// The pictures to learn from: 1,500 drawn at random, the same ones always.
  public static let train = all[split.train]

  /// The other 297, by the same writers.
  public static let test = all[split.test]

  /// The pictures of `all`, `[1797, 8, 8]`.
  public static var images: Tensor { all.images }

  /// The digits that they show.
  public static var labels: [Int] { all.labels }

  private static let split: (train: [Int], test: [Int]) = {
    var random = RandomStream(seed: 1797)
    let order = random.permutation(all.count)
    return (order.prefix(1500).sorted(), order.dropFirst(1500).sorted())
  }()

  private static func ink(_ character: UInt8) -> UInt8 {
    switch character {
    case UInt8(ascii: "."): 0
    case UInt8(ascii: "1")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    default: character - UInt8(ascii: "a") + 10
    }
  }
}
