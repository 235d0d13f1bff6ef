import Testing

@testable import Plotting

@Suite("Round numbers for a linear axis")
struct LinearTicksTests {
  @Test(arguments: [
    (0.0, 1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-3.0, 3.0, 7, ["−3", "−2", "−1", "0", "1", "2", "3"]),
    (-5.0, 5.0, 7, ["−4", "−2", "0", "2", "4"]),
    (-3.7, 3.6, 5, ["−2", "0", "2"]),
    (1.0, 8.0, 4, ["2", "4", "6", "8"]),
    (0.1, 10.0, 5, ["2", "4", "6", "8", "10"]),
    (0.0, 3999.0, 5, ["0", "1000", "2000", "3000"]),
    (1000.001, 1000.0012, 3, ["1000.0010", "1000.0011", "1000.0012"]),
    (-0.9, 3.5, 5, ["0", "1", "2", "3"]),
  ])
  func chosen(low: Double, high: Double, wanted: Int, labels: [String]) throws {
    let ticks = try #require(linearTicks(low...high, wanted: wanted))
    #expect(labelled(ticks).ticks.map(\.label) == labels)
    #expect(labelled(ticks).multiplier == "")
  }

  /// Whatever the ends, ticks are multiples of their step, lie on the axis, and are about as many as
  /// wanted.
  @Test(arguments: 2...10)
  func onTheAxisAndAboutAsManyAsWanted(wanted: Int) throws {
    let draws = noise(400, seed: 9)
    for k in 0..<200 {
      let scale = powerOfTen(k % 40 - 20)
      let low = 3 * draws[2 * k] * scale
      let high = low + abs(draws[2 * k + 1]) * scale + 0.01 * scale
      let ticks = try #require(linearTicks(low...high, wanted: wanted))
      let slack = 1e-8 * (high - low)
      #expect(ticks.values.allSatisfy { $0 >= low - slack && $0 <= high + slack })
      #expect(ticks.first % ticks.step == 0)
      #expect((2...2 * wanted + 1).contains(ticks.count), "\(low)...\(high): \(ticks.values)")
    }
  }

  @Test func ticksAreTheNearestNumbersToTheirLabels() throws {
    let ticks = try #require(linearTicks(0...0.7, wanted: 8))
    #expect(ticks.values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    let large = try #require(linearTicks(0...7e22, wanted: 8))
    #expect(large.values == [0, 1e22, 2e22, 3e22, 4e22, 5e22, 6e22, 7e22])
  }

  @Test(arguments: [
    (1.0, 1.0), (1, 1 + 1e-15), (0, 1e-300),
    (-.greatestFiniteMagnitude, .greatestFiniteMagnitude),
  ])
  func noRoundNumbers(low: Double, high: Double) {
    #expect(linearTicks(low...high, wanted: 5) == nil)
  }
}

@Suite("Labels of ticks")
struct TickLabelsTests {
  @Test(arguments: [
    (0, 0, "0"), (0, -2, "0.00"), (5, 0, "5"), (-5, 0, "−5"), (5, 3, "5000"), (5, -1, "0.5"),
    (-125, -2, "−1.25"), (125, -5, "0.00125"), (1200, -2, "12.00"),
  ])
  func decimals(integer: Int, exponent: Int, text: String) {
    #expect(decimal(integer, exponent: exponent) == text)
  }

  @Test(arguments: [
    (0.0, 3.2e-7, "×10⁻⁷", ["0", "1", "2", "3"]),
    (-4.2e8, 0.0, "×10⁸", ["−4", "−3", "−2", "−1", "0"]),
    (0.0, 90_000.0, "", ["0", "20000", "40000", "60000", "80000"]),
    (0.0, 100_000.0, "×10⁵", ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.0, 0.004, "", ["0.000", "0.001", "0.002", "0.003", "0.004"]),
  ])
  func powersOfTenAreTakenOut(low: Double, high: Double, multiplier: String, labels: [String])
    throws
  {
    let ticks = labelled(try #require(linearTicks(low...high, wanted: 5)))
    #expect(ticks.multiplier == multiplier)
    #expect(ticks.ticks.map(\.label) == labels)
  }

  @Test(arguments: [
    (1.0, "1"), (0.1, "0.1"), (-2.5, "−2.5"), (1e-5, "10⁻⁵"), (-1e22, "−10²²"),
    (2.5e-7, "2.5·10⁻⁷"),
    (1000, "1000"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "NaN"), (0, "0"),
  ])
  func briefNumbers(value: Double, text: String) {
    #expect(brief(value) == text)
  }
}

@Suite("Ticks of a logarithmic axis")
struct LogTicksTests {
  private func labels(_ range: ClosedRange<Double>, wanted: Int) -> [String] {
    logTicks(range, wanted: wanted).ticks.map(\.label).filter { !$0.isEmpty }
  }

  @Test(arguments: [
    (1.0...1000, 6, ["10⁰", "10¹", "10²", "10³"]),
    (0.5...2000, 6, ["10⁰", "10¹", "10²", "10³"]),
    (1e-9...1e9, 7, ["10⁻⁹", "10⁻⁶", "10⁻³", "10⁰", "10³", "10⁶", "10⁹"]),
    (1e-300...1e300, 3, ["10⁻²⁰¹", "10⁰", "10²⁰¹"]),
    (1...9.5, 9, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    (1.5...40, 6, ["2", "5", "10", "20"]),
    (2.1...2.4, 4, ["2.1", "2.2", "2.3", "2.4"]),
  ])
  func chosen(range: ClosedRange<Double>, wanted: Int, expected: [String]) {
    #expect(labels(range, wanted: wanted) == expected)
  }

  @Test func minorTicksFillTheDecades() {
    let ticks = logTicks(1...100, wanted: 5).ticks
    #expect(ticks.filter(\.isMajor).map(\.value) == [1, 10, 100])
    #expect(
      ticks.filter { !$0.isMajor }.map(\.value).sorted()
        == [2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90])
  }

  @Test func decadesAreFoundThoughTheLogarithmIsRounded() {
    for n in -300...300 {
      #expect(decade(of: powerOfTen(n)) == n)
      #expect(decade(of: powerOfTen(n).nextDown) == n - 1)
    }
  }
}
