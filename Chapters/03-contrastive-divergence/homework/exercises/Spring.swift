import Elementary
import HomeworkKit
import Tensors

/// λ, μ and ε of chains on the spring ½λ(x − μ)².
struct Spring: Codable, Sendable {
  var precision: Double
  var middle: Double
  var stepSize: Double

  /// Where each chain is at its start and after each of its steps.
  func paths(from starts: [Double], noise: [[Double]], _ slip: Slips) -> [[Double]] {
    let ε = slip(
      "the step is ε/2·∇E with the noise √ε: that is a step of half the size", Section.chain,
      stepSize / 2, insteadOf: stepSize)
    let kick = slip(Section.chain, sqrt(2 * ε)).or([
      "the noise is √ε·z: it should be √(2ε)·z": sqrt(ε),
      "the noise is 2ε·z: 2ε is its variance, √(2ε) its standard deviation": 2 * ε,
      "the noise is ε·z: it should be √(2ε)·z": ε,
      "the noise is √2·ε·z: ε belongs under the root": sqrt(2.0) * ε,
      "the steps have no noise": 0,
    ])
    let drift = slip(Section.chain, ε).or([
      "the chains go uphill: the step is −ε∇E": -ε,
      "the step along the slope is ε/2: it should be ε": ε / 2,
    ])
    let λ = slip(
      "the chains' slope lacks λ: it is λ(x − μ)", Section.chain, 1, insteadOf: precision)
    let μ = slip(
      "the chains are drawn to 0: their slope is λ(x − μ)", Section.chain, 0, insteadOf: middle)
    let draws = slip(Section.chain, noise).or([
      "all chains got the noise of the first one": noise.map { _ in noise[0] },
      "every step of a chain got the noise of its first step":
        noise.map { zs in zs.map { _ in zs[0] } },
      "the chains take one step too few": noise.map { $0.dropLast() },
      "the chains take one step only: there is one for each number of the noise":
        noise.map { [$0[0]] },
      "the chains never moved": noise.map { _ in [] },
    ])
    return zip(starts, draws).map { start, zs in
      zs.reduce(into: [start]) { path, z in
        let x = path.last!
        path.append(x - drift * λ * (x - μ) + kick * z)
      }
    }
  }

  /// The means of ∂E/∂λ and ∂E/∂μ.
  func slopes(_ points: [Double], _ slip: Slips) -> [Double] {
    let count = slip(
      "sums were taken, not means", Section.chain, 1, insteadOf: Double(points.count))
    let half = slip("the ½ is missing in ∂E/∂λ", Section.chain, 1, insteadOf: 0.5)
    let sign = slip(
      "the sign of ∂E/∂μ is wrong: it is −λ(x − μ)", Section.chain, 1.0, insteadOf: -1)
    let λ = slip("the factor λ is missing in ∂E/∂μ", Section.chain, 1, insteadOf: precision)
    let distances = points.map { $0 - middle }
    return [half * dot(distances, distances) / count, sign * λ * sum(distances) / count]
  }

  /// The contrast of both.
  ///
  /// - Parameter share: a factor of the negatives, with which the slips in dividing them are made.
  func contrast(
    _ data: [Double], _ negatives: [Double], share: Double = 1, _ slip: Slips
  ) -> [Double] {
    let (up, down) = signs(Section.chain, slip)
    return zip(slopes(data, slip), slopes(negatives, slip)).map { up * $0 + down * share * $1 }
  }
}
