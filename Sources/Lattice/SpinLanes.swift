import Elementary
import Tensors

/// Spins in the bits of words, 64 at every place of a grid: 1 for +1 and 0 for −1.
///
/// The places are coloured like a checkerboard, and each colour is kept by itself, so that the
/// neighbours of consecutive places of one colour are consecutive places of the other. Around each
/// colour lies a halo of one place: what stands beyond the edge.
///
///     place (row, column)  ↔  colour (row + column) mod 2, word (row + 1) · stride + column/2 + 1
///
/// - Source: L. Jacobs, C. Rebbi, Journal of Computational Physics 41 (1981), 203, for many spins in
///   a word.
public struct SpinLanes: Sendable {
  /// What the 64 bits of a word are.
  public enum Use: Sendable {
    /// The same place in 64 independent chains.
    case chains
    /// One lattice with periodic boundaries, cut into 64 strips of equally many rows: bit k belongs
    /// to strip k.
    case strips
  }

  public let use: Use
  public let boundary: IsingModel.Boundary
  /// The grid of words; a lattice in strips has `64 · height` rows.
  public let width, height: Int
  /// Words from one row of a colour to the next: a multiple of eight for the places, and two.
  let stride: Int
  var colours: [[UInt64]]

  /// All spins −1.
  /// - Parameters:
  ///   - model: whose spins; for strips it is periodic, with a multiple of 128 rows.
  ///   - use: what the bits of a word are.
  public init(for model: IsingModel, as use: Use = .chains) {
    precondition(
      use == .chains || (model.boundary == .periodic && model.height % 128 == 0),
      "strips of a \(model.boundary) lattice with \(model.height) rows, not a multiple of 128")
    precondition(
      model.boundary == .free || model.width % 2 == 0 && model.height % 2 == 0,
      "a periodic lattice of \(model.width) × \(model.height) has no checkerboard: odd")
    self.use = use
    boundary = model.boundary
    width = model.width
    height = use == .strips ? model.height / 64 : model.height
    stride = Self.eights((width + 1) / 2) * 8 + 2
    colours = Array(repeating: Array(repeating: 0, count: (height + 2) * stride), count: 2)
  }

  /// The same picture in every chain.
  public init(repeating picture: SpinPicture, for model: IsingModel) {
    self.init(for: model)
    precondition(
      (picture.width, picture.height) == (width, height),
      "a picture of \(picture.width) × \(picture.height) pixels for \(width) × \(height)")
    fill { row, column in picture[row * picture.width + column] > 0 ? .max : 0 }
  }

  /// All spins up.
  public static func up(for model: IsingModel, as use: Use = .chains) -> SpinLanes {
    var lanes = SpinLanes(for: model, as: use)
    lanes.fill { _, _ in .max }
    return lanes
  }

  /// Spins drawn at random, each up with probability ½.
  public static func random(
    for model: IsingModel, as use: Use = .chains, using random: inout RandomStream
  ) -> SpinLanes {
    var lanes = SpinLanes(for: model, as: use)
    lanes.fill { _, _ in random.next() }
    return lanes
  }

  static func eights(_ count: Int) -> Int { (count + 7) / 8 }

  func place(_ row: Int, _ column: Int) -> (colour: Int, word: Int) {
    ((row + column) & 1, (row + 1) * stride + column / 2 + 1)
  }

  /// The 64 spins of a place.
  public subscript(row: Int, column: Int) -> UInt64 {
    precondition(
      (0..<height).contains(row) && (0..<width).contains(column),
      "place (\(row), \(column)) of \(height) rows and \(width) columns")
    let (colour, word) = place(row, column)
    return colours[colour][word]
  }

  private mutating func fill(_ word: (Int, Int) -> UInt64) {
    for row in 0..<height {
      for column in 0..<width {
        let (colour, place) = place(row, column)
        colours[colour][place] = word(row, column)
      }
    }
  }

  /// Copies the opposite edges of a colour into its halo. Above the first row of strip k lies the
  /// last one of strip k − 1, so for strips the words are turned by one bit on the way.
  mutating func refreshHalo(of colour: Int) {
    guard boundary == .periodic else { return }  // beyond a free edge all is zero
    let (half, turn) = (width / 2, use == .strips ? 1 : 0)
    for row in 1...height {
      colours[colour][row * stride] = colours[colour][row * stride + half]
      colours[colour][row * stride + half + 1] = colours[colour][row * stride + 1]
    }
    for i in 1...half {
      let (first, last) = (stride + i, height * stride + i)
      colours[colour][i] = turned(colours[colour][last], by: turn)
      colours[colour][last + stride] = turned(colours[colour][first], by: -turn)
    }
  }

  private func turned(_ word: UInt64, by bits: Int) -> UInt64 {
    word << UInt64(bits & 63) | word >> UInt64(-bits & 63)
  }
}
