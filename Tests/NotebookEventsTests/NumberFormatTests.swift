import Testing

@testable import NotebookEvents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What printf makes of a value: the independent road to correctly rounded digits.
private func printed(_ format: String, _ digits: Int, _ value: Double) -> String {
  withVaList([Int32(digits), value]) { arguments in
    var buffer = [CChar](repeating: 0, count: 2048)
    let length = vsnprintf(&buffer, buffer.count, format, arguments)
    return String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Doubles of every exponent, with ties, subnormals and powers of ten among them.
private let samples: [Double] = {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  var values: [Double] = [0.5, 1.5, 2.5, 0.125, 0.375, 1e22, 1e23, 9.5, 99.95, 0.0995, 4.35, 1.005]
  values += [.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .pi, 1 / 3.0]
  values += (-30...30).map { pow(10, Double($0)) }
  while values.count < 4000 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let bits = state ^ (state >> 29)
    let value = Double(bitPattern: bits)
    if value.isFinite { values.append(value) }
    values.append((Double(Int64(bitPattern: bits) >> 40)) / 1024)  // has ties at every place
  }
  return values
}()

@Suite struct NumberFormatTests {
  @Test(arguments: [0, 1, 2, 3, 6, 12])
  func fixedAgreesWithPrintf(decimals: Int) {
    for value in samples {
      var expected = printed("%.*f", decimals, value)
      if Double(expected)! == 0 { expected.trimPrefix("-") }
      #expect(NumberFormat.fixed(decimals)(value) == expected)
    }
  }

  @Test(arguments: [1, 2, 3, 6, 17, 25])
  func scientificAgreesWithPrintf(digits: Int) {
    for value in samples where value != 0 {
      let parts = printed("%.*e", digits - 1, value).split(separator: "e")
      #expect(NumberFormat.scientific(digits)(value) == "\(parts[0])e\(Int(parts[1])!)")
    }
  }

  @Test(arguments: [
    (2.506628274631, 5, "2.5066"), (2.0, 4, "2"), (0.5, 4, "0.5"), (-0.0, 4, "0"),
    (1.99996, 4, "2.000"), (123456.7, 4, "123457"), (999.96, 4, "1000"),
    (9_999_999.6, 4, "1.000e7"), (1e7, 4, "1e7"), (100_000, 4, "100000"),
    (0.00012345678, 3, "0.000123"), (0.000012345678, 3, "1.23e-5"), (1e-5, 3, "1e-5"),
    (0.000099996, 3, "0.000100"), (-1.23456e-9, 3, "-1.23e-9"), (.infinity, 3, "inf"),
    (-.infinity, 3, "-inf"), (.nan, 3, "nan"), (0.1 + 0.2, 17, "0.30000000000000004"),
    (0.1 + 0.2, 6, "0.300000"),
  ])
  func significant(value: Double, digits: Int, expected: String) {
    #expect(NumberFormat.significant(digits)(value) == expected)
  }

  @Test(arguments: [
    (0.24931, 0.00112, "0.2493 ± 0.0011"), (0.24931, 0.000996, "0.2493 ± 0.0010"),
    (2, 0.0996, "2.00 ± 0.10"), (12345.6, 123, "12346 ± 123"), (-0.5, 12, "0 ± 12"),
    (-1.5, 0.25, "-1.50 ± 0.25"), (1.27e-8, 1.12e-10, "(1.270 ± 0.011)e-8"),
    (0, 1.5e-7, "(0.0 ± 1.5)e-7"), (3e9, 2e7, "(3.000 ± 0.020)e9"),
    (1, 0, "1 ± 0"), (1, .nan, "1 ± nan"), (.nan, 1, "nan ± 1"), (.infinity, 1, "inf ± 1"),
  ])
  func uncertainty(value: Double, error: Double, expected: String) {
    #expect(format(value, error: error) == expected)
  }
}
