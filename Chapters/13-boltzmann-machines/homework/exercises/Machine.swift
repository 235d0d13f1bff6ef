import Elementary
import HomeworkKit
import Tensors

/// A restricted Boltzmann machine: the weights `W`, a row for each visible unit, and the biases.
public struct Machine: Codable, Sendable {
  public var W: [[Double]]
  public var b: [Double]
  public var c: [Double]

  /// - Parameter spread: the standard deviation of the weights.
  init(_ random: inout RandomStream, visible: Int, hidden: Int, spread: Double = 1) {
    W = (0..<visible).map { _ in random.normals(hidden, standardDeviation: spread) }
    b = (0..<visible).map { _ in random.normal() + 0.3 }
    c = (0..<hidden).map { _ in random.normal() - 0.3 }
  }

  /// `c + β Wᵀv`, with a multiple of c.
  func hiddenInputs(_ v: [Double], β: Double = 1, bias: Double = 1) -> [Double] {
    c.indices.map { j in bias * c[j] + β * sum(v.indices.map { W[$0][j] * v[$0] }) }
  }

  /// `b + β W h`, with a multiple of b.
  func visibleInputs(_ h: [Double], β: Double = 1, bias: Double = 1) -> [Double] {
    b.indices.map { bias * b[$0] + β * dot(W[$0], h) }
  }

  /// `vᵀW h`.
  func bond(_ v: [Double], _ h: [Double]) -> Double { dot(v, W.map { dot($0, h) }) }
}

/// Units that are 1 where their numbers are below their probabilities.
func units(_ probabilities: [Double], _ uniforms: [Double]) -> [Double] {
  zip(probabilities, uniforms).map { $1 < $0 ? 1 : 0 }
}

extension RandomStream {
  /// Fair coins.
  mutating func coins(_ count: Int) -> [Int] { (0..<count).map { _ in bernoulli(0.5) ? 1 : 0 } }

  mutating func uniforms(_ count: Int) -> [Double] { (0..<count).map { _ in uniform() } }
}
