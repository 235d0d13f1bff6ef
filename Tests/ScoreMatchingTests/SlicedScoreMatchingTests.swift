import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct SlicedScoreMatchingTests {
  let network: MLP
  let points: Tensor

  init() {
    var random = RandomStream(seed: 7, stream: 1)
    network = MLP([3, 16, 16, 3], using: &random)
    points = random.normal([20, 3])
  }

  /// All 2ᵈ directions of signs, for every point.
  func allSigns(_ d: Int, points n: Int) -> [Tensor] {
    (0..<(1 << d)).map { bits in
      Tensor(
        (0..<n).flatMap { _ in (0..<d).map { bits >> $0 & 1 == 1 ? Float(1) : -1 } }, shape: [n, d])
    }
  }

  /// `tr ∇s + ½‖s‖²` by finite differences in every coordinate.
  func exactTerms() -> [Double] {
    let h: Float = 1e-2
    var trace = [Double](repeating: 0, count: points.shape[0])
    for j in 0..<3 {
      let step = h * Tensor.identity(3).rows(j..<(j + 1))
      // The fourth-order difference, so that h may be large against the rounding of Floats.
      let differences =
        (8 * (network(points + step) - network(points - step))
          - (network(points + 2 * step) - network(points - 2 * step))) / (12 * h)
      for (i, value) in differences.column(j).doubles.enumerated() { trace[i] += value }
    }
    let squares = network(points).square().sum(axis: 1).doubles
    return zip(trace, squares).map { $0 + $1 / 2 }
  }

  /// The mean over all sign vectors is the exact trace and the exact square.
  @Test(
    arguments: SlicedForm.allCases, SlicedDerivative.allCases)
  func meanOverAllSignsIsTheExactLoss(
    form: SlicedForm, derivative: SlicedDerivative
  ) {
    let terms = SlicedScoreMatching<MLP>(
      data: DataSet(points), projections: 8, form: form, derivative: derivative
    ).terms(
      of: network, on: ProjectedPoints(points: points, directions: allSigns(3, points: 20))
    ).doubles
    for (measured, exact) in zip(terms, exactTerms()) {
      #expect(abs(measured - exact) < 2e-4, "\(measured) instead of \(exact)")
    }
  }

  /// Value and gradient by the parameters are the same backwards and forwards.
  @Test(arguments: ProjectionDistribution.allCases, SlicedForm.allCases)
  func backwardsAndForwardsAgree(distribution: ProjectionDistribution, form: SlicedForm) {
    let results = SlicedDerivative.allCases.map { derivative in
      var random = RandomStream(seed: 7, stream: 2)
      let tape = Tape()
      let (tracked, parameters) = network.tracked(on: tape)
      let objective = SlicedScoreMatching<MLP>(
        data: WholeDataSet(points), distribution: distribution, projections: 2, form: form,
        derivative: derivative)
      let batch = objective.batch(20, for: network, using: &random)
      let loss = objective.terms(tracked, batch, on: tape).mean()
      let gradients = gradient(of: loss, withRespectTo: parameters)
      return [Double(loss.value.item)] + gradients.flatMap(\.value.doubles)
    }
    #expect(results[0].contains { abs($0) > 0.01 })
    for (backwards, forwards) in zip(results[0], results[1]) {
      #expect(abs(backwards - forwards) < 1e-5 * max(1, abs(backwards)))
    }
  }

  /// A linear score s(x) = Ax: the terms written out, with a matrix that is not symmetric.
  @Test(
    arguments: SlicedForm.allCases, SlicedDerivative.allCases)
  func termsOfALinearScore(
    form: SlicedForm, derivative: SlicedDerivative
  ) {
    let A: [[Double]] = [[-1, 0.5, 2], [0, 0.3, 0.4], [1, -2, 0.6]]
    let transposed = Variable(Tensor(rows: A).transposed())
    var random = RandomStream(seed: 7, stream: 3)
    let v = ProjectionDistribution.gaussian.sample(20, dimension: 3, using: &random)
    let terms = SlicedScoreMatching(
      data: DataSet(points), form: form, derivative: derivative
    ).terms(
      of: FixedScore { $0.matmul(transposed) }, on: ProjectedPoints(points: points, directions: [v])
    ).doubles
    for i in 0..<20 {
      let (x, v) = (points.row(i).doubles, v.row(i).doubles)
      let s = A.map { dot($0, x) }
      let curvature = dot(v, A.map { dot($0, v) })
      let square = form == .full ? dot(v, s) * dot(v, s) : dot(s, s)
      #expect(abs(terms[i] - (curvature + square / 2)) < 1e-4)
    }
  }

  @Test(arguments: ProjectionDistribution.allCases)
  func directionsHaveTheMomentsOfTheirDistribution(distribution: ProjectionDistribution) {
    let n = 40_000
    var random = RandomStream(seed: 7, stream: 4)
    let v = distribution.sample(n, dimension: 3, using: &random)
    let A: [[Double]] = [[2, -0.3, 0.9], [-0.3, 0.5, 0.2], [0.9, 0.2, -0.7]]
    let forms = (v.matmul(Tensor(rows: A)) * v).sum(axis: 1).doubles
    let mean = Hutchinson.mean(of: A, distribution: distribution)
    let variance = Hutchinson.variance(of: A, distribution: distribution)
    expectMean(
      sum(forms) / Double(n), exact: mean, variance: variance, count: n,
      detecting: 0.1 * sqrt(variance), ledger: "projections: mean")
    expectMean(
      of: forms.map { ($0 - mean) * ($0 - mean) }, exact: variance, detecting: 0.2 * variance,
      ledger: "projections: variance")
    switch distribution {
    case .rademacher: #expect(v.doubles.allSatisfy { abs($0) == 1 })
    case .sphere: #expect(v.square().sum(axis: 1).doubles.allSatisfy { abs($0 - 3) < 1e-5 })
    case .unitSphere: #expect(v.square().sum(axis: 1).doubles.allSatisfy { abs($0 - 1) < 1e-5 })
    case .gaussian: break
    }
  }

  /// λ̂ of many data sets, from three values of the loss's parabola.
  @Test(arguments: [ProjectionDistribution.rademacher, .gaussian, .unitSphere])
  func fittedPrecisionHasTheAsymptoticVariance(distribution: ProjectionDistribution) {
    let (s, d, n, replicas) = (0.5, 4, 400, 2000)
    for form in SlicedForm.allCases {
      var random = RandomStream(seed: 7, stream: 5)
      let x = Float(s) * random.normal([replicas * n, d])
      let v = distribution.sample(replicas * n, dimension: d, using: &random)
      func loss(_ λ: Float) -> [Double] {
        SlicedScoreMatching(data: DataSet(x), form: form)
          .terms(of: FixedScore { -λ * $0 }, on: ProjectedPoints(points: x, directions: [v]))
          .reshaped(replicas, n).mean(axis: 1).doubles
      }
      let (low, middle, high) = (loss(-1), loss(0), loss(1))
      let fits = (0..<replicas).map { r -> Double in
        let curvature = low[r] + high[r] - 2 * middle[r]
        return (low[r] - high[r]) / (2 * curvature)
      }
      let exact = GaussianSlicing.precision(
        standardDeviation: s, dimension: d, distribution: distribution, form: form)
      let variance =
        GaussianSlicing.asymptoticPrecisionVariance(
          standardDeviation: s, dimension: d, distribution: distribution, form: form) / Double(n)
      // Beyond the leading order both are off by 1/n or so.
      expectMean(
        of: fits, exact: exact, detecting: exact / 2, ledger: "sliced: fitted precision")
      expectMean(
        of: fits.map { ($0 - exact) * ($0 - exact) }, exact: variance, detecting: variance / 2,
        ledger: "sliced: variance of the precision")
    }
  }

  @Test func otherShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var objective = SlicedScoreMatching<FixedScore>(data: DataSet(.zeros(4, 2)))
      _ = objective.loss(of: FixedScore { $0.columns(0..<1) }, samples: 4, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      _ = SlicedScoreMatching<MLP>(data: DataSet(.zeros(4, 2)), projections: 0)
    }
  }
}

private func dot(_ u: [Double], _ v: [Double]) -> Double { sum(zip(u, v).map { $0 * $1 }) }
