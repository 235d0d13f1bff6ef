import TestSupport
import Testing

@Suite struct StatisticalLedgerTests {
  @Test func wholePackageStaysWithinItsAllowance() {
    let ledger = StatisticalLedger.shared
    #expect(ledger.totalRate < StatisticalLedger.allowance)
    #expect(ledger.duplicates == [])
    #expect(ledger.entries.allSatisfy { $0.checks > 0 && $0.rate > 0 })
  }

  @Test func totalCountsEveryCheck() {
    let ledger = StatisticalLedger([.init("a", checks: 3, rate: 0.01), .init("b", checks: 2)])
    #expect(abs(ledger.totalRate - (0.03 + 2 * 5.733e-7)) < 1e-12)
    #expect(StatisticalLedger([.init("a", checks: 1), .init("a", checks: 1)]).duplicates == ["a"])
  }

  @Test func unknownAndOverusedNamesAreRefused() {
    let ledger = StatisticalLedger([.init("a", checks: 2)])
    #expect(ledger.spend("b") != nil)
    #expect(ledger.spend("a") == nil)
    #expect(ledger.spend("a") == nil)
    #expect(ledger.spend("a") != nil)
  }
}

@Suite struct StatisticalExpectationTests {
  let ledger = StatisticalLedger([.init("check", checks: 100)])

  @Test func fiveStandardErrorsAreTheLimit() {
    expectMean(
      1.049, exact: 1, variance: 1, count: 10_000, detecting: 0.1, ledger: "check", in: ledger)
    withKnownIssue {
      expectMean(
        1.051, exact: 1, variance: 1, count: 10_000, detecting: 0.1, ledger: "check", in: ledger)
    }
    withKnownIssue {
      expectMean(
        .nan, exact: 1, variance: 1, count: 10_000, detecting: 0.1, ledger: "check", in: ledger)
    }
  }

  /// n ≥ 95 σ²/d²: with σ = 1 and d = 0.1, 9500 samples are just enough.
  @Test func weakChecksAreRefused() {
    expectMean(
      1, exact: 1, variance: 1, count: 9_500, detecting: 0.1, ledger: "check", in: ledger)
    withKnownIssue {
      expectMean(
        1, exact: 1, variance: 1, count: 9_499, detecting: 0.1, ledger: "check", in: ledger)
    }
    withKnownIssue {
      expectMean(1, exact: 1, standardError: 0, detecting: 0.1, ledger: "check", in: ledger)
    }
  }

  @Test func checksOutsideTheLedgerAreRefused() {
    withKnownIssue {
      expectMean(1, exact: 1, standardError: 0.01, detecting: 0.1, ledger: "other", in: ledger)
    }
  }

  @Test func samplesBringTheirOwnVariance() {
    // ±2 in turn: mean 0, variance 4; 10,000 values, so 5 standard errors are 0.1.
    let samples = (0..<10_000).map { $0 % 2 == 0 ? 2.0 : -2.0 }
    expectMean(of: samples, exact: 0.099, detecting: 0.2, ledger: "check", in: ledger)
    withKnownIssue {
      expectMean(of: samples, exact: 0.101, detecting: 0.2, ledger: "check", in: ledger)
    }
    withKnownIssue {
      expectMean(of: [0.9, 1.1], exact: 1, detecting: 5, ledger: "check", in: ledger)
    }
  }

  @Test func proportionsHaveBinomialVariance() {
    expectProportion(5_249, of: 10_000, exact: 0.5, detecting: 0.05, ledger: "check", in: ledger)
    withKnownIssue {
      expectProportion(5_251, of: 10_000, exact: 0.5, detecting: 0.05, ledger: "check", in: ledger)
    }
  }

  /// χ² with 200 degrees of freedom exceeds 316.453 and falls below 115.447 with probability
  /// Φ(−5) each (by the incomplete gamma function): ratios 1.5823 and 0.5772.
  @Test(arguments: [(0.579, true), (0.575, false), (1.580, true), (1.585, false)])
  func variancesAreJudgedByChiSquare(ratio: Double, passes: Bool) {
    let check = {
      expectVariance(
        3 * ratio, degreesOfFreedom: 200, exact: 3, detecting: 3, ledger: "check", in: ledger)
    }
    if passes { check() } else { withKnownIssue { check() } }
  }
}
