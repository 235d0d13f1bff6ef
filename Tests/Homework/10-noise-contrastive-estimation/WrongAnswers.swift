import Elementary
import Exercises10
import HomeworkKit
import HomeworkTesting

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongClassifiers + wrongLosses + wrongStones

private struct Prediction: Exercises {
  var formula: @Sendable (_ D: Double, _ logNoise: Double, _ ν: Double) -> Double
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) -> Double {
    formula(bestClassifier, logNoiseDensity, ratio)
  }
}

private let wrongClassifiers: [WrongAnswer<any Exercises>] = [
  // D multiplied by the mixture of which it is a share, without the noise's part of it.
  WrongAnswer("10.1", "not the odds", Prediction { log($0 * $2) + $1 }),
  WrongAnswer("10.1", "ln ν is missing", Prediction { D, noise, _ in log(D) - log(1 - D) + noise }),
  WrongAnswer("10.1", "that is the density", Prediction { $0 / (1 - $0) * $2 * exp($1) }),
  WrongAnswer(
    "10.1", "two slips: the odds are upside down", Prediction { log(1 / $0 - 1) - log($2) + $1 }),
  // ln p_n taken for p_n.
  WrongAnswer("10.1", unknown, Prediction { log($0 / (1 - $0)) + exp($1) + log($2) }),
]

/// The loss with other odds, other terms or another end.
private struct Loss: Exercises {
  var odds: @Sendable (Point, _ c: Double, _ ν: Double) -> Double = { $1 - $0.0 - $0.1 - log($2) }
  var softplus: @Sendable (Double) -> Double = { Elementary.softplus($0) }
  var sigmoid: @Sendable (Double) -> Double = { Elementary.sigmoid($0) }
  var weight: @Sendable (_ ν: Double, _ n: Double, _ m: Double) -> Double = { ν, _, _ in ν }
  var end: @Sendable (_ loss: Double, _ slope: Double) -> (Double, Double) = { ($0, $1) }
  func loss(atData: [Point], atNoise: [Point], constant: Double, ratio: Double) -> (
    loss: Double, byConstant: Double
  ) {
    let (n, m) = (Double(atData.count), Double(atNoise.count))
    let w = weight(ratio, n, m)
    var (L, slope) = (0.0, 0.0)
    for x in atData.map({ odds($0, constant, ratio) }) {
      L += softplus(-x) / n
      slope -= sigmoid(-x) / n
    }
    for y in atNoise.map({ odds($0, constant, ratio) }) {
      L += w * softplus(y) / m
      slope += w * sigmoid(y) / m
    }
    let result = end(L, slope)
    return (result.0, result.1)
  }
}

private struct Exchanged: Exercises {
  func loss(atData: [Point], atNoise: [Point], constant: Double, ratio: Double) -> (
    loss: Double, byConstant: Double
  ) { Loss().loss(atData: atNoise, atNoise: atData, constant: constant, ratio: ratio) }
}

private let wrongLosses: [WrongAnswer<any Exercises>] = [
  WrongAnswer("10.2", "ln ν is missing", Loss(odds: { c, b, _ in b - c.0 - c.1 })),
  WrongAnswer("10.2", "e^G is infinite", Loss(softplus: { log(1 + exp($0)) })),
  WrongAnswer("10.2", "e^G is infinite", Loss(softplus: { -log(1 - 1 / (1 + exp(-$0))) })),
  WrongAnswer("10.2", "e^G is infinite", Loss(sigmoid: { exp($0) / (1 + exp($0)) })),
  // A threshold that is too low.
  WrongAnswer("10.2", "digits only", Loss(softplus: { $0 > 12 ? $0 : log1p(exp($0)) })),
  // A ratio counted from the points, which is another than that given.
  WrongAnswer("10.2", "divided by the number of data", Loss(weight: { $2 / $1 + 0 * $0 })),
  // Accuracy for a loss.
  WrongAnswer("10.2", unknown, Loss(softplus: { $0 > 0 ? 1 : 0 })),
  WrongAnswer("10.2", "sign of the derivative", Loss(end: { ($0, -$1) })),
  WrongAnswer("10.2", "sign of G", Loss(odds: { log($2) + $0.1 + $0.0 - $1 })),
  WrongAnswer("10.2", "taken for data", Exchanged()),
  WrongAnswer("10.2", "has no c in it", Loss(odds: { -$0.0 - $0.1 - log($2) + 0 * $1 })),
]

/// Newton's method between neighbours, a number of steps from a start.
private struct Newton: Exercises {
  var steps = 60
  var ratio: @Sendable (_ noise: Int, _ data: Int) -> Double = { Double($0) / Double($1) }
  var carries: @Sendable (Double) -> Double = { $0 }
  var isExchanged = false
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) -> Double {
    var total = 0.0
    for k in 1..<energies.count {
      let (data, noise) =
        isExchanged ? (points[k - 1], points[k]) : (points[k], points[k - 1])
      let ν = ratio(points[k - 1].count, points[k].count)
      var c = total
      for _ in 0..<steps {
        var (slope, curvature) = (0.0, 0.0)
        for (x, isNoise) in data.map({ ($0, false) }) + noise.map({ ($0, true) }) {
          let G = c - energies[k](x) + energies[k - 1](x) - total - log(ν)
          let w = isNoise ? ν / Double(noise.count) : 1 / Double(data.count)
          slope += w * (isNoise ? sigmoid(G) : -sigmoid(-G))
          curvature += w * sigmoid(G) * sigmoid(-G)
        }
        // Steps of at most 1 keep Newton's method from running away at moderate energies.
        c -= min(1, max(-1, slope / curvature))
      }
      total = carries(c)
    }
    return -total
  }
}

private struct Weighing: Exercises {
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) -> Double {
    // Importance sampling from the noise to the model, past all stones.
    let (first, last) = (energies[0], energies.last!)
    return logSumExp(points[0].map { first($0) - last($0) }) - log(Double(points[0].count))
  }
}

private struct TwoWeighings: Exercises {
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) -> Double {
    zip(energies.indices, energies.indices.dropFirst()).reduce(0) { total, pair in
      func weighed(_ from: Int, _ to: Int) -> Double {
        logSumExp(points[from].map { energies[from]($0) - energies[to]($0) })
          - log(Double(points[from].count))
      }
      return total + (weighed(pair.0, pair.1) - weighed(pair.1, pair.0)) / 2
    }
  }
}

private let wrongStones: [WrongAnswer<any Exercises>] = [
  // Short steps, too few of them for energies in the thousands.
  WrongAnswer("10.3", unknown, Newton()),
  // ν upside down, in G and at the noise's average.
  WrongAnswer("10.3", "upside down", Newton(ratio: { Double($1) / Double($0) })),
  WrongAnswer("10.3", unknown, Newton(steps: 1)),
  WrongAnswer("10.3", "points of stone k are the data", Newton(isExchanged: true)),
  WrongAnswer("10.3", unknown, Newton(carries: { -$0 })),
  WrongAnswer("10.3", unknown, Weighing()),
  WrongAnswer("10.3", "mean of two weighings", TwoWeighings()),
]
