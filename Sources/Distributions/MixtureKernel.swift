import Elementary
import Tensors

/// The arithmetic of a Gaussian mixture: one pass over the points, sixteen at a time, one in each
/// lane.
///
/// For each point and component `u = x − μ_k` and `t_k = log w_k + log N(x; μ_k, Σ_k)
/// = c_k − ½ uᵀΣ_k⁻¹u`; then `log p = log Σ exp t_k`, shares `r_k = exp(t_k − log p)` and the score
/// `−Σ_k r_k Σ_k⁻¹ u`. Components that are all round, `Σ_k = v_k I`, take a shorter way.
struct MixtureKernel: Sendable {
  typealias Lanes = SIMD16<Float>
  /// How many groups of sixteen points are worth handing to another thread.
  private static let groupsInChunk = 32

  private let dimension: Int
  private let count: Int
  /// Whether every covariance is a multiple of the identity.
  private let isIsotropic: Bool
  /// For each component `c_k = log w_k − ½ log det 2πΣ_k`, then `μ_k`, `Σ_k⁻¹` and `L_k⁻¹` row by
  /// row.
  private var table: [Float] = []

  /// What is wanted of each point.
  enum Result { case logDensity, shares, score }

  init(weights: [Double], components: [Gaussian]) {
    dimension = components[0].dimension
    count = components.count
    isIsotropic = components.allSatisfy { component in
      let covariance = component.covariance
      return covariance.indices.allSatisfy { i in
        covariance.indices.allSatisfy { covariance[i][$0] == (i == $0 ? covariance[0][0] : 0) }
      }
    }
    for (weight, component) in zip(weights, components) {
      table.append(Float(log(weight) - component.logNormalisation))
      table += component.mean.map { Float($0) }
      table += component.factor.inverse.joined().map { Float($0) }
      table += component.factor.inverseLower.joined().map { Float($0) }
    }
    precondition(
      table.allSatisfy(\.isFinite), "mixture: a covariance is too small for Floats to divide by")
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
    return Tensor(shape: result == .logDensity ? [n] : [n, width]) { values in
      x.withElements { points in
        table.withUnsafeBufferPointer { table in
          // Chunks write to different rows.
          nonisolated(unsafe) let (table, points, values) = (table.baseAddress!, points, values)
          Parallel.forEachChunk(of: (n + 15) / 16, size: Self.groupsInChunk) { groups in
            evaluate(groups, of: n, table, points, values, width, result)
          }
        }
      }
    }
  }

  private func evaluate(
    _ groups: Range<Int>, of n: Int, _ table: UnsafePointer<Float>, _ points: UnsafePointer<Float>,
    _ values: UnsafeMutablePointer<Float>, _ width: Int, _ result: Result
  ) {
    // x, one vector per coordinate; t_k, which become shares; the score.
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * dimension + count) { memory in
      let x = memory.baseAddress!
      let terms = x + dimension
      let score = terms + count
      for group in groups {
        let lanes = min(16, n - 16 * group)
        gatherRows(points + 16 * group * dimension, lanes, dimension, into: x)
        let (largest, total) = fillTerms(table, x, terms)
        var output = terms
        switch result {
        case .logDensity: output[0] = largest + log(total)
        case .shares: break
        case .score:
          fillScore(table, x, terms, score)
          output = score
        }
        scatterRows(output, lanes, width, to: values + 16 * group * width)
      }
    }
  }

  /// Leaves the shares `r_k` in `terms`. A function of its own, as the compiler inlines only one
  /// elementary function into another.
  ///
  /// - Returns: the largest `t_k` and the sum of `exp(t_k − largest)`, whose logarithm lacks to log p.
  @inline(never)
  private func fillTerms(
    _ table: UnsafePointer<Float>, _ x: UnsafePointer<Lanes>, _ terms: UnsafeMutablePointer<Lanes>
  ) -> (largest: Lanes, total: Lanes) {
    var largest = Lanes(repeating: -.infinity)
    for k in 0..<count {
      let (offset, mean, precision) = parts(of: k, table)
      var square = Lanes.zero
      if isIsotropic {
        for i in 0..<dimension {
          let u = x[i] - mean[i]
          square.addProduct(u, u)
        }
        square *= precision[0]
      } else {
        // uᵀΣ⁻¹u = |L⁻¹u|²
        let lower = precision + dimension * dimension
        for i in 0..<dimension {
          var y = Lanes.zero
          for j in 0...i { y.addProduct(x[j] - mean[j], lower[i * dimension + j]) }
          square.addProduct(y, y)
        }
      }
      let term = Lanes(repeating: offset).addingProduct(square, -0.5)
      largest.replace(with: term, where: term .> largest)
      terms[k] = term
    }
    var total = Lanes.zero
    for k in 0..<count {
      // Cut off at e⁻⁸⁰, far below what counts beside 1: slow subnormal numbers never arise.
      let exponent = terms[k] - largest
      let share = exp(exponent.replacing(with: -80, where: exponent .< -80))
      terms[k] = share
      total += share
    }
    let inverse = 1 / total
    for k in 0..<count { terms[k] *= inverse }
    if any(largest .== -.infinity) {
      for lane in 0..<16 where largest[lane] == -.infinity {
        total[lane] = fillFarShares(table, x, terms, lane)
      }
    }
    return (largest, total)
  }

  /// Leaves the shares at one point in `terms`, computed in Double: it lies so far out, or is infinite
  /// or NaN, that no term is above −∞ as a Float.
  ///
  /// - Returns: NaN if the point has a coordinate that is NaN, else 1.
  @inline(never)
  private func fillFarShares(
    _ table: UnsafePointer<Float>, _ x: UnsafePointer<Lanes>, _ terms: UnsafeMutablePointer<Lanes>,
    _ lane: Int
  ) -> Float {
    let exponents = (0..<count).map { k in
      let (offset, mean, precision) = parts(of: k, table)
      let lower = precision + dimension * dimension
      let u = (0..<dimension).map { Double(x[$0][lane]) - Double(mean[$0]) }
      let squares = (0..<dimension).map { i in
        let y = sum((0...i).map { u[$0] * Double(lower[i * dimension + $0]) })
        return y * y
      }
      return Double(offset) - sum(squares) / 2
    }
    // Not by log Σ exp: beside exponents of this size it would lose the logarithm.
    let largest = exponents.max() ?? 0
    let shares = exponents.map { exp($0 - largest) }
    let total = sum(shares)
    for k in 0..<count { terms[k][lane] = Float(shares[k] / total) }
    return (0..<dimension).contains { x[$0][lane].isNaN } ? .nan : 1
  }

  @inline(never)
  private func fillScore(
    _ table: UnsafePointer<Float>, _ x: UnsafePointer<Lanes>, _ shares: UnsafePointer<Lanes>,
    _ score: UnsafeMutablePointer<Lanes>
  ) {
    for i in 0..<dimension {
      var total = Lanes.zero
      for k in 0..<count {
        let (_, mean, precision) = parts(of: k, table)
        var pull = Lanes.zero
        if isIsotropic {
          pull = (mean[i] - x[i]) * precision[0]
        } else {
          for j in 0..<dimension {
            pull.addProduct(mean[j] - x[j], precision[i * dimension + j])
          }
        }
        total.addProduct(shares[k], pull)
      }
      score[i] = total
    }
  }

  /// `c_k`, `μ_k` and `Σ_k⁻¹`, which `L_k⁻¹` follows.
  @inline(__always)
  private func parts(of k: Int, _ table: UnsafePointer<Float>)
    -> (offset: Float, mean: UnsafePointer<Float>, precision: UnsafePointer<Float>)
  {
    let entry = table + k * (1 + dimension + 2 * dimension * dimension)
    return (entry[0], entry + 1, entry + 1 + dimension)
  }
}

/// Reads up to sixteen rows of a matrix as columns, one row in each lane; what stands in the lanes
/// beyond is arbitrary.
@inline(__always)
private func gatherRows(
  _ rows: UnsafePointer<Float>, _ count: Int, _ width: Int,
  into columns: UnsafeMutablePointer<SIMD16<Float>>
) {
  if width == 1 {
    columns[0] = UnsafeRawPointer(rows).loadUnaligned(as: SIMD16<Float>.self)
  } else if width == 2 && count == 16 {
    let pairs = UnsafeRawPointer(rows).loadUnaligned(as: SIMD32<Float>.self)
    (columns[0], columns[1]) = (pairs.evenHalf, pairs.oddHalf)
  } else {
    for j in 0..<width {
      var column = SIMD16<Float>.zero
      for lane in 0..<count { column[lane] = rows[lane * width + j] }
      columns[j] = column
    }
  }
}

/// Writes columns, one row in each lane, as up to sixteen rows of a matrix; a matrix of one column
/// has room for sixteen.
@inline(__always)
private func scatterRows(
  _ columns: UnsafePointer<SIMD16<Float>>, _ count: Int, _ width: Int,
  to rows: UnsafeMutablePointer<Float>
) {
  if width == 1 {
    UnsafeMutableRawPointer(rows).storeBytes(of: columns[0], as: SIMD16<Float>.self)
  } else if width == 2 && count == 16 {
    var pairs = SIMD32<Float>()
    (pairs.evenHalf, pairs.oddHalf) = (columns[0], columns[1])
    UnsafeMutableRawPointer(rows).storeBytes(of: pairs, as: SIMD32<Float>.self)
  } else {
    for j in 0..<width {
      for lane in 0..<count { rows[lane * width + j] = columns[j][lane] }
    }
  }
}
