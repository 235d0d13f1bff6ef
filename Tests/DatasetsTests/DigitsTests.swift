import Datasets
import Tensors
import Testing

@Suite("Digits")
struct DigitsTests {
  /// Pixels in sixteenths, as the source has them.
  private let numbers = Digits.images.scalars.map { Int($0 * 16) }

  /// A checksum that was computed from the source's file, in the order of its columns.
  @Test func theNumbersAreThoseOfTheSource() {
    var checksum: UInt64 = 0
    for (picture, label) in Digits.labels.enumerated() {
      for number in [label] + numbers[picture * 64..<picture * 64 + 64] {
        checksum = checksum &* 31 &+ UInt64(number)
      }
    }
    #expect(checksum == 0xda6a_88af_6b51_3a7e)
    #expect(numbers.reduce(0, +) == 561_718)
    #expect(Digits.images.scalars == numbers.map { Float($0) / 16 })
  }

  @Test func shapesAndRange() {
    #expect(Digits.images.shape == [1797, 8, 8] && Digits.labels.count == 1797)
    #expect(Digits.all.points.shape == [1797, 64])
    #expect(Digits.images.scalars.min() == 0 && Digits.images.scalars.max() == 1)
    // The first picture is a zero: its third row.
    #expect((0..<8).map { Digits.images[0, 2, $0] * 16 } == [0, 3, 15, 2, 0, 11, 8, 0])
  }

  @Test func classes() {
    let counts = (0..<10).map { digit in Digits.labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect((0..<10).map { Digits.all.showing($0).count } == counts)
    #expect(Digits.all.showing(7).labels.allSatisfy { $0 == 7 })
  }

  @Test func everyPictureIsEitherInTheTrainingOrInTheTestPart() {
    #expect(Digits.train.count == 1500 && Digits.test.count == 297)
    func sorted(_ sets: [LabelledImages]) -> [[Float]] {
      sets.flatMap { set in
        (0..<set.count).map { [Float(set.labels[$0])] + set.images.row($0).scalars }
      }.sorted { $0.lexicographicallyPrecedes($1) }
    }
    let isComplete = sorted([Digits.train, Digits.test]) == sorted([Digits.all])
    #expect(isComplete)
    // Both parts have every digit, about as often as chance has it.
    for digit in 0..<10 {
      let share = Double(Digits.test.showing(digit).count) / 297
      #expect(share > 0.05 && share < 0.15, "\(digit)")
    }
  }

  @Test func placesAreKept() {
    let some = Digits.all[[1796, 3]]
    #expect(some.labels == [Digits.labels[1796], Digits.labels[3]])
    #expect(some.images.row(1) == Digits.images.row(3))
  }
}
