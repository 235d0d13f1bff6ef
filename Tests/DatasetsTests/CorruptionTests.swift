import Datasets
import Tensors
import Testing

@Suite("Corruptions")
struct CorruptionTests {
  private let images = Digits.images.rows(0..<400)

  private func corrupted(_ corruption: Corruption) -> Tensor {
    var random = RandomStream(seed: 7)
    return corruption.applied(to: images, using: &random)
  }

  /// 25,600 pixels: a share is known to within 5 standard errors.
  @Test(arguments: [0, 0.1, 0.5, 1])
  func flips(q: Double) {
    let flipped = corrupted(.flips(probability: q))
    var (changed, kept) = (0, 0)
    for (x, y) in zip(images.scalars, flipped.scalars) where x != 0.5 {
      if y == x { kept += 1 } else if y == 1 - x { changed += 1 }
    }
    let n = images.scalars.count { $0 != 0.5 }
    #expect(changed + kept == n, "a pixel is kept or becomes its opposite")
    let error = (q * (1 - q) / Double(n)).squareRoot()
    #expect(abs(Double(changed) / Double(n) - q) <= 5 * error)
  }

  @Test func noise() {
    let added = (corrupted(.noise(standardDeviation: 0.3)) - images).doubles
    let n = Double(added.count)
    let mean = added.reduce(0, +) / n
    let variance = added.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(mean) < 5 * 0.3 / n.squareRoot())
    #expect(abs(variance / 0.09 - 1) < 5 * (2 / n).squareRoot())
  }

  @Test func occlusion() {
    let hidden = corrupted(.occlusion(rows: 2..<5, columns: 1..<8))
    for image in 0..<20 {
      for row in 0..<8 {
        for column in 0..<8 {
          let isHidden = (2..<5).contains(row) && (1..<8).contains(column)
          #expect(hidden[image, row, column] == (isHidden ? 0 : images[image, row, column]))
        }
      }
    }
  }

  /// Each picture keeps its pixels, in an order that is not that of another picture.
  @Test func shuffledPixels() {
    let shuffled = corrupted(.shuffledPixels)
    for image in 0..<400 {
      #expect(shuffled.row(image).scalars.sorted() == images.row(image).scalars.sorted())
      #expect(shuffled.row(image) != images.row(image))
    }
    var random = RandomStream(seed: 7)
    let ramp = Tensor.concatenated([
      Tensor((0..<64).map(Float.init)), Tensor((0..<64).map(Float.init)),
    ]).reshaped(2, 8, 8)
    let orders = Corruption.shuffledPixels.applied(to: ramp, using: &random)
    #expect(orders.row(0) != orders.row(1))
  }

  @Test func inversion() {
    #expect(corrupted(.inversion).scalars == images.scalars.map { 1 - $0 })
  }

  @Test(arguments: [(0, 0), (1, 0), (0, -2), (-3, 2), (8, 0), (0, -9)])
  func shift(rows: Int, columns: Int) {
    let shifted = corrupted(.shift(rows: rows, columns: columns))
    for row in 0..<8 {
      for column in 0..<8 {
        let (i, j) = (row - rows, column - columns)
        let isInside = (0..<8).contains(i) && (0..<8).contains(j)
        #expect(shifted[3, row, column] == (isInside ? images[3, i, j] : 0))
      }
    }
  }

  @Test func wrongInputStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = Corruption.inversion.applied(to: Tensor.zeros(3, 64), using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = Corruption.flips(probability: 1.5).applied(to: Tensor.zeros(1, 8, 8), using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = Corruption.occlusion(rows: 0..<9, columns: 0..<1).applied(
        to: Tensor.zeros(1, 8, 8), using: &random)
    }
  }
}
