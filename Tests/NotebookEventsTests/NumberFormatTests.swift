import Testing

@testable import NotebookEvents

@Suite struct NumberFormatTests {
  /// Exact decimal expansions, rounded by hand; ties go to the even digit.
  @Test(arguments: [
    (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
    (1.005, 2, "1.00"), (4.35, 1, "4.3"), (-0.004, 2, "0.00"), (-0.0, 1, "0.0"), (0.999, 2, "1.00"),
    (-1.5, 0, "-2"), (1e22, 1, "10000000000000000000000.0"), (1e23, 0, "99999999999999991611392"),
    (0.1, 20, "0.10000000000000000555"), (.leastNonzeroMagnitude, 3, "0.000"),
    (.infinity, 2, "inf"),
  ])
  func fixed(value: Double, decimals: Int, expected: String) {
    #expect(NumberFormat.fixed(decimals)(value) == expected)
  }

  @Test func fixedKeepsAllDigitsOfTheLargest() {
    let text = NumberFormat.fixed(1)(-.greatestFiniteMagnitude)
    #expect(text.hasPrefix("-17976931348623157081452742373170435") && text.hasSuffix("8368.0"))
    #expect(text.count == 312)
  }

  @Test(arguments: [
    (0.25, 1, "2e-1"), (0.35, 1, "3e-1"), (9.5, 1, "1e1"), (99.95, 3, "1.00e2"), (0, 3, "0.00e0"),
    (-0.0, 2, "0.0e0"), (1e23, 17, "9.9999999999999992e22"), (-123456, 2, "-1.2e5"),
    (.leastNonzeroMagnitude, 5, "4.9407e-324"), (.leastNormalMagnitude, 3, "2.23e-308"),
    (.greatestFiniteMagnitude, 3, "1.80e308"), (.nan, 2, "nan"),
  ])
  func scientific(value: Double, digits: Int, expected: String) {
    #expect(NumberFormat.scientific(digits)(value) == expected)
  }

  @Test(arguments: [
    (2.506628274631, 5, "2.5066"), (2.0, 4, "2"), (0.5, 4, "0.5"), (-0.0, 4, "0"),
    (1.99996, 4, "2.000"), (123456.7, 4, "123457"), (999.96, 4, "1000"),
    (9_999_999.6, 4, "1.000e7"), (1e7, 4, "1e7"), (100_000, 4, "100000"),
    (0.00012345678, 3, "0.000123"), (0.000012345678, 3, "1.23e-5"), (1e-5, 3, "1e-5"),
    (0.000099996, 3, "0.000100"), (-1.23456e-9, 3, "-1.23e-9"), (.infinity, 3, "inf"),
    (-.infinity, 3, "-inf"), (.nan, 3, "nan"), (0.1 + 0.2, 17, "0.30000000000000004"),
    (0.1 + 0.2, 6, "0.300000"), (.leastNonzeroMagnitude, 3, "5e-324"), (9_999_999, 9, "9999999"),
    (12_345_678, 9, "1.2345678e7"),
  ])
  func significant(value: Double, digits: Int, expected: String) {
    #expect(NumberFormat.significant(digits)(value) == expected)
  }

  @Test(arguments: [
    (0.24931, 0.00112, "0.2493 ± 0.0011"), (0.24931, 0.000996, "0.2493 ± 0.0010"),
    (2, 0.0996, "2.00 ± 0.10"), (12345.6, 123, "12346 ± 123"), (-0.5, 12, "0 ± 12"),
    (-1.5, 0.25, "-1.50 ± 0.25"), (1.27e-8, 1.12e-10, "(1.270 ± 0.011)e-8"),
    (0, 1.5e-7, "(0.0 ± 1.5)e-7"), (3e9, 2e7, "(3.000 ± 0.020)e9"),
    (-1e-9, 1.5e-7, "(0.0 ± 1.5)e-7"), (1e-9, 250, "0 ± 250"),
    (1, 0, "1 ± 0"), (1, .nan, "1 ± nan"), (.nan, 1, "nan ± 1"), (.infinity, 1, "inf ± 1"),
  ])
  func uncertainty(value: Double, error: Double, expected: String) {
    #expect(format(value, error: error) == expected)
  }
}
