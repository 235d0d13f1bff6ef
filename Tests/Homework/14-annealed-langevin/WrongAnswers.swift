import Elementary
import Exercises14
import HomeworkKit
import HomeworkTesting
import Tensors

private struct Rungs: Exercises {
  var rungs: @Sendable (Double, Double, Int, Double) -> [(noise: Double, step: Double)]
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double)
    -> [(noise: Double, step: Double)]
  { rungs(first, last, levels, stepSize) }
}

private typealias Score = (_ x: [Double], _ σ: Double) -> [Double]

/// A chain whose single step is wrong, or what is done between levels.
private struct Chain: Exercises {
  var step:
    @Sendable (inout [Double], _ σ: Double, _ α: Double, _ z: [Double], _ score: Score) -> Void = {
      x, σ, α, z, score in
      let s = score(x, σ)
      for j in x.indices { x[j] += α / 2 * s[j] + sqrt(α) * z[j] }
    }
  var noise: @Sendable ([[[Double]]], _ level: Int) -> [[Double]] = { $0[$1] }
  var levels: @Sendable ([Double]) -> [Double] = { $0 }
  var states: @Sendable ([[Double]]) -> [[Double]] = { $0 }
  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: Score
  ) -> [[Double]] {
    var (x, result) = (start, [[Double]]())
    for (i, σ) in levels(noiseLevels).enumerated() {
      let α = stepSize * σ * σ / (noiseLevels.last! * noiseLevels.last!)
      for z in self.noise(noise, i) { step(&x, σ, α, z, score) }
      result.append(x)
    }
    return states(result)
  }
}

/// A quotient of sums over slices.
private struct Ends: Exercises {
  var slices = 10_000
  var height: @Sendable (_ energy: Double, _ top: Double, _ T: Double) -> Double = { E, top, T in
    exp((E - top) / T)
  }
  var top: @Sendable ([Double]) -> Double = { $0.max()! }
  var result: @Sendable (_ left: Double, _ right: Double) -> Double = { $0 / ($0 + $1) }
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) -> Double {
    func energies(_ a: Double, _ b: Double) -> [Double] {
      (0..<slices).map { energy(a + (b - a) * (Double($0) + 0.5) / Double(slices)) }
    }
    let (below, above) = (energies(left, x), energies(x, right))
    let highest = top(below + above)
    func area(_ energies: [Double], _ width: Double) -> Double {
      sum(energies.map { height($0, highest, temperature) }) * width / Double(slices)
    }
    return result(area(below, x - left), area(above, right - x))
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init(
    "14.1", "between L levels there are L − 1 ratios",
    Rungs { first, last, L, ε in
      let γ = pow(first / last, 1 / Double(L))
      return (0..<L).map { i in
        let σ = first / pow(γ, Double(i))
        return (σ, ε * σ * σ / (last * last))
      }
    }),
  .init(
    "14.1", "equal differences",
    Rungs { first, last, L, ε in
      (0..<L).map { i in
        let σ = first - Double(i) * (first - last) / Double(L - 1)
        return (σ, ε * σ * σ / (last * last))
      }
    }),
  .init(
    "14.1", unknown,
    Rungs { first, last, L, ε in
      // Equal ratios of the variances' differences from each other.
      (0..<L).map { i in
        let share = Double(i) / Double(L - 1)
        let σ = sqrt(first * first * (1 - share) + last * last * share)
        return (σ, ε * σ * σ / (last * last))
      }
    }),
  .init(
    "14.1", "levels came",
    Rungs { first, last, L, ε in
      (0...L).map { i in
        let σ = first * pow(last / first, Double(i) / Double(L))
        return (σ, ε * σ * σ / (last * last))
      }
    }),
  .init(
    "14.1", "the denominator σ_L² is missing",
    Rungs { first, last, L, ε in
      let γ = pow(first / last, 1 / Double(L - 1))
      return (0..<L).map { i in (last * pow(γ, Double(L - 1 - i)), ε) }.map { σ, ε in
        (σ, ε * σ * σ)
      }
    }),

  .init(
    "14.2", unknown,
    Chain(step: { x, σ, α, z, score in
      // Each coordinate moves before the next one's slope is taken.
      for j in x.indices { x[j] += α / 2 * score(x, σ)[j] + sqrt(α) * z[j] }
    })),
  .init(
    "14.2", "it should be √α z",
    Chain(step: { x, σ, α, z, score in
      let s = score(x, σ)
      let ε = α / 2
      for j in x.indices { x[j] += ε * s[j] + sqrt(4 * ε) * z[j] }
    })),
  .init(
    "14.2", unknown,
    Chain(step: { x, σ, α, z, score in
      // The noise first, and the slope where it leads.
      for j in x.indices { x[j] += sqrt(α) * z[j] }
      let s = score(x, σ)
      for j in x.indices { x[j] += α / 2 * s[j] }
    })),
  .init(
    "14.2", unknown,
    Chain(step: { x, σ, α, z, score in
      // The first coordinate of z for all: the same on the line.
      let s = score(x, σ)
      for j in x.indices { x[j] += α / 2 * s[j] + sqrt(α) * z[0] }
    })),
  .init("14.2", unknown, Chain(states: { all in all.map { _ in all.last! } })),
  .init(
    "14.2", unknown, Chain(noise: { noise, i in noise[i] + [noise[i][0].map { _ in 0 }] })),
  // The start as well.
  .init("14.2", "3 states came", Chain(states: { [[0]] + $0 })),
  .init("14.2", "from small to large noise", Chain(levels: { $0.sorted() })),

  .init(
    "14.3", "the temperature is missing", Ends(height: { E, top, _ in exp(E - top) })),
  .init("14.3", "reaching a first", Ends(result: { $1 / ($0 + $1) })),
  .init("14.3", "not a number", Ends(height: { E, _, T in exp(E / T) })),
  .init("14.3", "not a number", Ends(top: { $0.min()! })),
  // The energy at the start taken out, which is not always near the largest.
  .init("14.3", "not a number", Ends(top: { $0[9_999] })),
  .init("14.3", unknown, Ends(slices: 40)),
  .init(
    "14.3", "it should be 1/p",
    Ends(height: { E, top, T in exp((top - E) / T) }, top: { $0.min()! })),
]
