import Elementary
import ScoreMatching
import TestSupport
import Testing
import Theory

typealias Node = (weight: Double, v: [Double])

/// Finitely many directions with weights that integrate polynomials up to degree 4 as the
/// distribution does.
func design(_ distribution: ProjectionDistribution, dimension d: Int) -> [Node] {
  switch distribution {
  case .rademacher: product([(0.5, -1), (0.5, 1)], dimension: d)
  case .gaussian:
    // Gauss–Hermite's three nodes in every coordinate.
    product([(1 / 6, -3.0.squareRoot()), (2 / 3, 0), (1 / 6, 3.0.squareRoot())], dimension: d)
  case .sphere: onSphere(radius: Double(d).squareRoot(), dimension: d)
  case .unitSphere: onSphere(radius: 1, dimension: d)
  }
}

private func product(_ line: [(Double, Double)], dimension: Int) -> [Node] {
  var nodes: [Node] = [(1, [])]
  for _ in 0..<dimension {
    nodes = nodes.flatMap { node in
      line.map { (weight, x) -> Node in (node.weight * weight, node.v + [x]) }
    }
  }
  return nodes
}

/// Eight points of a circle, or the corners of the icosahedron, a design of degree 5.
private func onSphere(radius: Double, dimension: Int) -> [Node] {
  if dimension == 2 {
    return (0..<8).map { k -> Node in
      let angle = 0.3 + .pi * Double(k) / 4
      return (0.125, [radius * cos(angle), radius * sin(angle)])
    }
  }
  precondition(dimension == 3)
  let golden = (1 + 5.0.squareRoot()) / 2
  let short = radius / (1 + golden * golden).squareRoot()
  let long = golden * short
  var nodes: [Node] = []
  for (a, b) in [(short, long), (short, -long), (-short, long), (-short, -long)] {
    for v in [[0, a, b], [a, b, 0], [b, 0, a]] { nodes.append((1.0 / 12, v)) }
  }
  return nodes
}

@Suite struct HutchinsonTests {
  static let matrices: [[[Double]]] = [
    [[1, 0.4], [0.4, -0.25]], [[0, 3], [-1, 0.5]],
    [[2, -0.3, 0.1], [-0.3, 0.5, 0.2], [0.1, 0.2, 0.7]],
    [[-1, 0.5, 2], [0, 0.3, 0.4], [1, -2, 0.6]],
  ]

  @Test(arguments: ProjectionDistribution.allCases, matrices)
  func momentsAgreeWithADesign(distribution: ProjectionDistribution, matrix: [[Double]]) {
    let d = matrix.count
    var (first, second) = (0.0, 0.0)
    for (weight, v) in design(distribution, dimension: d) {
      let q = dot(v, matrix.map { dot($0, v) })
      first += weight * q
      second += weight * q * q
    }
    expectClose(
      Hutchinson.mean(of: matrix, distribution: distribution), first, within: 1e-13, scale: 1)
    let variance = Hutchinson.variance(of: matrix, distribution: distribution)
    expectClose(variance, second - first * first, within: 1e-13, scale: 1)
    expectClose(
      Hutchinson.variance(of: matrix, distribution: distribution, projections: 5), variance / 5,
      within: 1e-14)
  }

  @Test func signsAreExactForDiagonalMatrices() {
    #expect(Hutchinson.variance(of: [[3, 0], [0, -1]], distribution: .rademacher) == 0)
    #expect(Hutchinson.variance(of: [[3, 0], [0, 3]], distribution: .sphere) == 0)
    #expect(Hutchinson.variance(of: [[3, 0], [0, -1]], distribution: .gaussian) == 20)
  }
}

@Suite struct GaussianSlicingTests {
  /// λ* and N·Var λ̂ from the means and covariances of a and b over a design for v and x.
  @Test(arguments: ProjectionDistribution.allCases, SlicedForm.allCases)
  func fitAgreesWithADesign(distribution: ProjectionDistribution, form: SlicedForm) {
    let cases: [(Int, Double, Int)] = [(2, 1, 1), (2, 0.5, 2), (3, 1.4, 1)]
    for (d, s, projections) in cases {
      let directions = design(distribution, dimension: d)
      // Every choice of M directions.
      var choices: [(weight: Double, vs: [[Double]])] = [(1, [])]
      for _ in 0..<projections {
        choices = choices.flatMap { choice in
          directions.map { node -> (weight: Double, vs: [[Double]]) in
            (choice.weight * node.weight, choice.vs + [node.v])
          }
        }
      }
      func average(_ f: (Double, Double) -> Double) -> Double {
        var total = 0.0
        for point in design(.gaussian, dimension: d) {
          let x = point.v.map { s * $0 }
          for choice in choices {
            let squares = choice.vs.map { form == .full ? dot($0, x) * dot($0, x) : dot(x, x) }
            let a = sum(choice.vs.map { dot($0, $0) }) / Double(projections)
            let b = sum(squares) / Double(projections)
            total += point.weight * choice.weight * f(a, b)
          }
        }
        return total
      }
      let (a, b) = (average { a, _ in a }, average { _, b in b })
      let λ = a / b
      expectClose(
        GaussianSlicing.precision(
          standardDeviation: s, dimension: d, distribution: distribution, form: form), λ,
        within: 1e-13)
      expectClose(
        GaussianSlicing.asymptoticPrecisionVariance(
          standardDeviation: s, dimension: d, distribution: distribution, form: form,
          projections: projections),
        average { ($0 - λ * $1) * ($0 - λ * $1) } / (b * b), within: 1e-12)
    }
  }
}

private func dot(_ u: [Double], _ v: [Double]) -> Double { sum(zip(u, v).map { $0 * $1 }) }
