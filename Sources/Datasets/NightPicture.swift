import CPictures
import Elementary
import Tensors

/// A picture in black and white, 128 × 128 pixels: a bare tree on a hill, a house, and the moon.
///
/// It has large areas, straight edges and curves, and twigs one or two pixels wide, which are the
/// hard part for whoever removes noise from it.
///
/// ```swift
/// let image = NightPicture.image    // [128, 128], 1 for ink and 0 for paper
/// ```
///
/// Origin: drawn for this book. Licence: CC BY 4.0. See `Sources/CPictures`.
public enum NightPicture {
  /// Pixels along each side.
  public static let side = 128

  /// The picture, `[128, 128]`.
  public static let image: Tensor = {
    let pixels = String(cString: textOfNight()).split(separator: "\n").flatMap { line in
      line.flatMap { digit -> [Float] in
        let four = digit.hexDigitValue!
        return [8, 4, 2, 1].map { four & $0 == 0 ? 0 : 1 }
      }
    }
    return Tensor(pixels, shape: [side, side])
  }()
}
