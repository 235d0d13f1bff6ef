import Elementary
import Tensors

/// Numbers that should be independent draws from one distribution, in units in which it has the mean 0
/// and the variance 1: what tells that they are.
///
/// The numbers are those that were drawn for each row (a chain, a point, a path) in each of several
/// calls. Examined are the distribution of every column, and the products of every two: in the same
/// row, in neighbouring ones, in those half the list apart, in those equally far from both ends, and in
/// the same row of the next call.
public struct Draws {
  private let columns: [String]
  private let row: String
  private let fourthMoment: Double
  private let meanSize: Double?
  /// By column and call.
  private let numbers: [[[Double]]]

  /// - Parameters:
  ///   - calls: a row of numbers for each chain (point, path), for each call.
  ///   - columns: names of the numbers in a row: `["z₁", "z₂"]`.
  ///   - row: what a row is: `chain`.
  ///   - fourthMoment: E z⁴ of each number; 3 of a normal one. Of two numbers in a row, and of all
  ///     directions in the space of a row, the same is assumed as of normal numbers divided by their
  ///     length.
  ///   - meanSize: E |z|; √(2/π) of a normal one; nil if it is not known, and not examined.
  public init(
    _ calls: [[[Double]]], columns: [String], row: String, fourthMoment: Double = 3,
    meanSize: Double? = sqrt(2 / .pi)
  ) {
    (self.columns, self.row) = (columns, row)
    (self.fourthMoment, self.meanSize) = (fourthMoment, meanSize)
    numbers = columns.indices.map { k in calls.map { $0.map { $0[k] } } }
  }

  public var statistics: [Statistic] {
    columns.indices.flatMap(distribution) + (columns.count > 1 ? projection : [])
      + (isOfSigns ? [] : [repetitions]) + products
  }

  private var isOfSigns: Bool { fourthMoment == 1 }

  private func distribution(ofColumn k: Int) -> [Statistic] {
    let (all, rests) = (numbers[k].flatMap { $0 }, centered(k).flatMap { $0 })
    let n = Double(all.count)
    let name = columns[k]
    let isNormal = fourthMoment == 3
    let spread = sqrt((fourthMoment - 1) / n)
    // The square of the mean that was subtracted, which is all that varies if the numbers are signs.
    let blur = 3 / n
    return [
      Statistic("mean of \(name)", meanOf: all, is: .mean(0, standardError: 1 / sqrt(n))),
      Statistic(
        "variance of \(name)", meanOf: rests.map { $0 * $0 }, blur: blur,
        is: isNormal
          ? .variance(1, degreesOfFreedom: n - Double(numbers[k].count))
          : isOfSigns ? .value(1, tolerance: 40 / n) : .mean(1, standardError: spread)),
    ]
      + size(of: all.count).map { size in
        Statistic(
          "mean distance of \(name) from its mean", meanOf: rests.map { abs($0) }, blur: blur,
          is: isOfSigns ? .value(1, tolerance: 40 / n) : size)
      }
  }

  /// The mean of |z|, if it is known.
  private func size(of count: Int) -> [Target] {
    meanSize.map { size in
      [.mean(size, standardError: sqrt((1 - size * size) / Double(count)))]
    } ?? []
  }

  /// All directions are alike.
  private var projection: [Statistic] {
    var random = RandomStream(seed: 1)
    let direction = columns.map { _ in random.normal() }
    let length = sqrt(sum(direction.map { $0 * $0 }))
    let count = numbers[0].joined().count
    var projected = [Double](repeating: 0, count: count)
    for (weight, column) in zip(direction, numbers) {
      for (i, z) in column.joined().enumerated() { projected[i] += weight / length * z }
    }
    return size(of: count).map {
      Statistic(
        "mean size of a projection on a direction", meanOf: projected.map { abs($0) }, is: $0)
    }
  }

  /// Numbers that were used more than once, in whatever places.
  private var repetitions: Statistic {
    let sorted = numbers.joined().joined().map { abs($0) }.sorted()
    let gaps = [.infinity] + zip(sorted, sorted.dropFirst()).map { $1 - $0 } + [.infinity]
    let repeated = zip(gaps, gaps.dropFirst()).count { min($0, $1) < 1e-12 }
    // A few are equal by chance, and some more if they are Floats.
    let share = (100 * Double(repeated) / Double(sorted.count)).rounded() / 100
    return Statistic(
      "share of numbers that occur again", share, standardError: 0, is: .value(0, tolerance: 1e-3))
  }

  /// A column without its mean in each call: what all rows have in common shows elsewhere.
  private func centered(_ k: Int) -> [[Double]] {
    numbers[k].map { call in
      let center = sum(call) / Double(call.count)
      return call.map { $0 - center }
    }
  }

  private var products: [Statistic] {
    let centered = columns.indices.map(centered)
    return columns.indices.flatMap { k in
      columns.indices.flatMap { l -> [Statistic] in
        let (a, b) = (centered[k], centered[l])
        let here = zip(a, b).flatMap { zip($0, $1).map { $0 * $1 } }
        let call = zip(a, b.dropFirst()).flatMap { zip($0, $1).map { $0 * $1 } }
        let (first, second) = (columns[k], columns[l])
        return
          (k < l ? [.mean(ofProducts: "\(first)·\(second)", here, variance: fourthMoment / 3)] : [])
          + Statistic.products("\(first)·\(second)", a, b, ofEach: row)
          + (call.isEmpty
            ? [] : [.mean(ofProducts: "\(first)·\(second) of the next call", call, variance: 1)])
      }
    }
  }
}

extension Statistic {
  /// The mean products of numbers in different rows, which should be independent: in neighbouring rows,
  /// in those half the list apart, and in those equally far from both ends.
  ///
  /// - Parameters:
  ///   - name: of the product: `z₁·z₂`.
  ///   - a, b: the factors, by call and row, of mean 0.
  ///   - row: what a row is: `chain`.
  ///   - variance: of a and of b.
  public static func products(
    _ name: String, _ a: [[Double]], _ b: [[Double]], ofEach row: String, variance: Double = 1
  ) -> [Statistic] {
    func mean(_ place: String, _ pairs: ([Double], [Double]) -> [(Double, Double)]) -> Statistic {
      let terms = zip(a, b).flatMap { pairs($0, $1).map { $0 * $1 } }
      return .mean(ofProducts: "\(name) of the \(place)", terms, variance: variance * variance)
    }
    return [
      mean("next \(row)") { Array(zip($0, $1.dropFirst())) },
      mean("\(row) half the list further on") { Array(zip($0, $1.dropFirst($1.count / 2))) },
      mean("\(row) as far from the end") { Array(zip($0.prefix($0.count / 2), $1.reversed())) },
    ]
  }

  /// - Parameter variance: of a product.
  fileprivate static func mean(
    ofProducts name: String, _ products: [Double], variance: Double
  ) -> Statistic {
    Statistic(
      "mean of \(name)", meanOf: products,
      is: .mean(0, standardError: sqrt(variance / Double(products.count))))
  }
}
