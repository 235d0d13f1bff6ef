import Elementary
import HomeworkKit
import Tensors

/// Parabolas ½λ(x − m)² + o, the first of them a normal density, and points of each.
private struct Stones: Codable {
  var E = "½ precision (x − middle)² + offset"
  var precisions: [Double]
  var middles: [Double]
  var offsets: [Double]
  var points: [[Double]]

  /// - Parameters:
  ///   - counts: of the points of each stone.
  ///   - farOff: how far the energies are from zero.
  init(_ random: inout RandomStream, counts: [Int], farOff: Double) {
    precisions = counts.map { _ in random.uniform(0.6...1.8) }
    middles = counts.indices.map { 1.5 * Double($0) + random.normal() / 4 }
    offsets = counts.map { _ in farOff * random.uniform(0.3...1) * (random.bernoulli(0.5) ? 1 : -1)
    }
    offsets[0] = log(2 * .pi / precisions[0]) / 2
    points = []
    for (k, count) in counts.enumerated() {
      points.append(
        (0..<count).map { [m = middles[k], λ = precisions[k]] _ in m + random.normal() / sqrt(λ) })
    }
  }

  /// Three or four stones with unequal numbers of points.
  init(_ random: inout RandomStream, farOff: Double = 3) {
    let counts = (0..<(3 + random.integer(below: 2))).map {
      3 + 4 * ($0 % 2) + random.integer(below: 3)
    }
    self.init(&random, counts: counts, farOff: farOff)
  }

  var energies: [(Double) -> Double] {
    precisions.indices.map { k in
      { [λ = precisions[k], m = middles[k], o = offsets[k]] x in λ / 2 * (x - m) * (x - m) + o }
    }
  }

  /// ln Z by importance sampling from each lower stone, or from each upper one.
  func weighed(downwards: Bool) -> Double {
    let energies = energies
    return sum(
      (1..<points.count).map { k in
        func difference(_ x: Double) -> Double { energies[k](x) - energies[k - 1](x) }
        return downwards
          ? log(Double(points[k].count)) - logSumExp(points[k].map(difference))
          : logSumExp(points[k - 1].map { -difference($0) }) - log(Double(points[k - 1].count))
      })
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.logPartition(energies: energies, points: points)]
  }
}

/// Where the mean of `σ(−aᵢ − c)` over the data is ν times that of `σ(bᵢ + c)` over the noise: the
/// left side falls with c and the right side grows.
private func balance(data: [Double], noise: [Double], ratio ν: Double) -> Double {
  func excess(_ c: Double) -> Double {
    mean(data.map { sigmoid(-$0 - c) }) - ν * mean(noise.map { sigmoid($0 + c) })
  }
  let all = data + noise
  var (low, high) = (-all.max()! - 60, 60 - all.min()!)
  while high - low > 1e-12 * max(1, abs(low)) {
    let middle = (low + high) / 2
    if excess(middle) > 0 { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

private let stonesFormula = Formula<Stones> { stones, slip in
  let energies = stones.energies
  var c = 0.0
  for k in 1..<energies.count {
    let points = slip(
      "data and noise were exchanged: the points of stone k are the data", Section.bridges,
      (data: stones.points[k - 1], noise: stones.points[k]),
      insteadOf: (data: stones.points[k], noise: stones.points[k - 1]))
    let counts = (noise: Double(stones.points[k - 1].count), data: Double(stones.points[k].count))
    let ratio = slip(
      "ν is upside down: it is noise by data", Section.odds, counts.data / counts.noise,
      insteadOf: counts.noise / counts.data)
    let logRatio = slip(
      "ln ν is missing from G", Section.slip, 0,
      insteadOf: slip(
        "the sign of ln ν in G is wrong", Section.slip, -log(ratio), insteadOf: log(ratio)))
    let before = slip(
      "the constant of the stone before is missing: the bridges add up", Section.bridges, 0,
      insteadOf: c)
    func odds(_ x: Double) -> Double {
      energies[k - 1](x) - before - logRatio - energies[k](x)
    }
    let already = slip(
      "the constant of the stone before was added twice: it stands in G already", Section.bridges,
      c, insteadOf: 0)
    c =
      already
      + balance(
        data: points.data.map(odds), noise: points.noise.map(odds),
        ratio: slip("ν is missing before the noise's average", Section.odds, 1, insteadOf: ratio))
  }
  return [slip("that is c: ln Z is −c", Section.odds, c, insteadOf: -c)]
}

private let stonesMistakes: [Mistake<Stones>] = [
  Mistake(
    "the points of the lower stones were weighed: take both stones' points, by a classifier",
    Section.bridges
  ) { [$0.weighed(downwards: false)] },
  Mistake(
    "the points of the upper stones were weighed: take both stones' points, by a classifier",
    Section.bridges
  ) { [$0.weighed(downwards: true)] },
  Mistake(
    "that is the mean of two weighings: weigh both stones' points together, by a classifier",
    Section.bridges
  ) { [($0.weighed(downwards: false) + $0.weighed(downwards: true)) / 2] },
  Mistake("the chasm was crossed in one step, without the stones between", Section.bridges) {
    stones in
    let (first, last) = (stones.points[0], stones.points.last!)
    let energies = stones.energies
    let ratio = Double(first.count) / Double(last.count)
    func odds(_ x: Double) -> Double { energies[0](x) - energies.last!(x) - log(ratio) }
    return [-balance(data: last.map(odds), noise: first.map(odds), ratio: ratio)]
  },
]

let steppingStones = Exercise<any Exercises>(
  "10.3", "Stones across the chasm", points: 8, section: Section.bridges,
  hints: [
    """
    Between two neighbours only one number is unknown. The loss is convex in it, so there is one place \
    where ∂L/∂c is 0.
    """,
    """
    ∂L/∂c = −mean of P over the data + ν · mean of D over the noise grows with c. Bracket its zero: where \
    all G are below −50 it is negative, where all are above 50 positive. Then halve the interval.
    """,
    """
    For k = 1…K: G(x) = −E_k(x) + c + E_{k−1}(x) − c_{k−1} − ln ν. With ν = n_{k−1}/n_k the condition \
    is that Σ σ(−G) over stone k equals Σ σ(G) over stone k−1. The result is −c_K.
    """,
  ],
  checks: [
    // G at the two points must be opposite numbers.
    Check(
      "two stones with one point each", cases: 6, tolerance: 1e-8,
      given: { Stones(&$0, counts: [1, 1], farOff: 3) }, answer: { try $1.answer($0) },
      formula: Formula { stones, slip in
        let energies = stones.energies
        let gaps = stones.points.joined().map { energies[1]($0) - energies[0]($0) }
        return [slip("that is c: ln Z is −c", Section.odds, 0.5, insteadOf: -0.5) * sum(gaps)]
      }, mistakes: Array(stonesMistakes.prefix(2))),
    Check(
      "three or four stones", tolerance: 1e-8, given: { Stones(&$0) },
      answer: { try $1.answer($0) }, formula: stonesFormula, mistakes: stonesMistakes),
    Check(
      "energies in the thousands", cases: 6, tolerance: 1e-8,
      whenNotFinite: "energies in the thousands overflow, or Newton's steps run away",
      given: { Stones(&$0, farOff: 5000) }, answer: { try $1.answer($0) },
      expected: { stonesFormula($0) }, mistakes: []),
  ])
