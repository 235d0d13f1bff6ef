import Elementary
import Tensors

/// The arithmetic of a Gaussian mixture: one pass over the points, sixteen at a time.
///
/// For each point and component `u = x − μ_k`, `y = L_k⁻¹ u` and `t_k = log w_k + log N(x; μ_k, Σ_k)
/// = c_k − ½|y|²`; then `log p = log Σ exp t_k`, shares `r_k = exp(t_k − log p)` and the score
/// `−Σ_k r_k Σ_k⁻¹ u`.
struct MixtureKernel: Sendable {
  private typealias Lanes = SIMD16<Float>

  private let dimension: Int
  private let count: Int
  /// For each component `c_k = log w_k − ½ log det 2πΣ_k`, then `μ_k`, `L_k⁻¹` and `Σ_k⁻¹` row by
  /// row.
  private var table: [Float] = []

  /// What is wanted of each point.
  enum Result { case logDensity, shares, score }

  init(weights: [Double], components: [Gaussian]) {
    dimension = components[0].dimension
    count = components.count
    for (weight, component) in zip(weights, components) {
      table.append(Float(log(weight) - component.logNormalisation))
      table += component.mean.map { Float($0) }
      table += component.factor.inverseLower.joined().map { Float($0) }
      table += component.factor.inverse.joined().map { Float($0) }
    }
  }

  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n]`, `[n, K]` or `[n, dim]`.
  func evaluate(_ x: Tensor, _ result: Result) -> Tensor {
    let n = x.shape[0]
    let width =
      switch result {
      case .logDensity: 1
      case .shares: count
      case .score: dimension
      }
    let points = x.scalars
    var values = [Float](repeating: 0, count: n * width)
    table.withUnsafeBufferPointer { table in
      points.withUnsafeBufferPointer { points in
        values.withUnsafeMutableBufferPointer { values in
          // Chunks write to different rows.
          nonisolated(unsafe) let (table, points, values) = (table, points, values)
          Parallel.forEachChunk(of: n, size: 1024) { rows in
            evaluate(rows, table.baseAddress!, points, values, width, result)
          }
        }
      }
    }
    return Tensor(values, shape: result == .logDensity ? [n] : [n, width])
  }

  private func evaluate(
    _ rows: Range<Int>, _ table: UnsafePointer<Float>, _ points: UnsafeBufferPointer<Float>,
    _ values: UnsafeMutableBufferPointer<Float>, _ width: Int, _ result: Result
  ) {
    // x, one vector per coordinate; u; t_k, which become shares; the score.
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 3 * dimension + count) { memory in
      let x = memory.baseAddress!
      let u = x + dimension
      let terms = u + dimension
      let score = terms + count
      for start in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
        let lanes = min(16, rows.upperBound - start)
        for j in 0..<dimension {
          // Lanes beyond the last row repeat it.
          x[j] = Lanes(repeating: points[(start + lanes - 1) * dimension + j])
          for lane in 0..<lanes { x[j][lane] = points[(start + lane) * dimension + j] }
        }
        let logDensity = fillTerms(table, x, u, terms)
        let output: UnsafePointer<Lanes>
        switch result {
        case .logDensity:
          for lane in 0..<lanes { values[start + lane] = logDensity[lane] }
          continue
        case .shares: output = UnsafePointer(terms)
        case .score:
          fillScore(table, x, u, terms, score)
          output = UnsafePointer(score)
        }
        for j in 0..<width {
          for lane in 0..<lanes { values[(start + lane) * width + j] = output[j][lane] }
        }
      }
    }
  }

  /// Leaves the shares `r_k` in `terms`.
  /// - Returns: `log p(x)`.
  @inline(__always)
  private func fillTerms(
    _ table: UnsafePointer<Float>, _ x: UnsafePointer<Lanes>, _ u: UnsafeMutablePointer<Lanes>,
    _ terms: UnsafeMutablePointer<Lanes>
  ) -> Lanes {
    var largest = Lanes(repeating: -.infinity)
    for k in 0..<count {
      let entry = table + k * stride
      let lower = entry + 1 + dimension
      var square = Lanes.zero
      for i in 0..<dimension {
        u[i] = x[i] - entry[1 + i]
        var y = Lanes.zero
        for j in 0...i { y.addProduct(u[j], lower[i * dimension + j]) }
        square.addProduct(y, y)
      }
      terms[k] = Lanes(repeating: entry[0]).addingProduct(square, -0.5)
      largest.replace(with: terms[k], where: terms[k] .> largest)
    }
    var total = Lanes.zero
    for k in 0..<count {
      // Cut off at e⁻⁸⁰, far below what counts beside 1: slow subnormal numbers never arise.
      let exponent = terms[k] - largest
      terms[k] = exp(exponent.replacing(with: -80, where: exponent .< -80))
      total += terms[k]
    }
    let inverse = 1 / total
    for k in 0..<count { terms[k] *= inverse }
    return largest + log(total)
  }

  @inline(__always)
  private func fillScore(
    _ table: UnsafePointer<Float>, _ x: UnsafePointer<Lanes>, _ u: UnsafeMutablePointer<Lanes>,
    _ shares: UnsafePointer<Lanes>, _ score: UnsafeMutablePointer<Lanes>
  ) {
    for j in 0..<dimension { score[j] = .zero }
    for k in 0..<count {
      let entry = table + k * stride
      let precision = entry + 1 + dimension + dimension * dimension
      for j in 0..<dimension { u[j] = (entry[1 + j] - x[j]) * shares[k] }
      for i in 0..<dimension {
        for j in 0..<dimension { score[i].addProduct(u[j], precision[i * dimension + j]) }
      }
    }
  }

  /// Numbers per component in `table`.
  private var stride: Int { 1 + dimension + 2 * dimension * dimension }
}
