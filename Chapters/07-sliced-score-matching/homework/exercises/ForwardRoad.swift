import Elementary
import HomeworkKit
import Tensors

/// A layer of a network: a matrix, and a number to be added for each row.
public struct Layer: Codable, Sendable {
  /// Row i belongs to output i.
  public var weights: [[Double]]
  public var biases: [Double]

  public init(weights: [[Double]], biases: [Double]) {
    (self.weights, self.biases) = (weights, biases)
  }
}

/// A network from d to d dimensions, a point and a direction.
private struct Road: Problem {
  static let labels = ["s₁", "s₂", "the slope of s₁", "the slope of s₂"]

  /// Of each layer.
  var weights: [[[Double]]]
  var biases: [[Double]]
  var x: [Double]
  var u: [Double]

  /// - Parameters:
  ///   - widths: how many numbers come in, and out of each layer.
  ///   - scale: of the weights.
  init(_ random: inout RandomStream, widths: [Int], scale: Double = 1) {
    (weights, biases) = ([], [])
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      weights.append(random.rows(outputs, inputs).map { $0.map { scale * $0 } })
      biases.append(random.normals(outputs))
    }
    x = random.normals(widths[0])
    u = random.normals(widths[0])
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let layers = zip(weights, biases).map { Layer(weights: $0, biases: $1) }
    let (value, slope) = try answers.forward(layers, at: x, along: u)
    return value + slope
  }
}

/// A number and its slope along u.
private typealias Dual = (value: Double, slope: Double)

/// The derivative of SiLU.
private func siluSlope(_ a: Double) -> Double {
  let g = sigmoid(a)
  return g + a * g * (1 - g)
}

private func silu(_ a: Dual, _ slip: Slips) -> Dual {
  let (g, h) = (sigmoid(a.value), a.value * sigmoid(a.value))
  let rest = 1 - g
  let (second, right) = (h * rest, siluSlope(a.value))
  let derivative = slip(Section.passes, right).or([
    "the slope of SiLU lacks a term: a/(1+e^(−a)) is a product of two functions": g,
    "the slope of SiLU lacks a term: where a itself is differentiated": second,
    "that is the slope of a sigmoid, not of SiLU": g * rest,
    "the slope of SiLU has a wrong sign in its second term": g - second,
    """
    the slope of SiLU has a bracket in the wrong place: it is g(1 + a(1 − g)) with g = 1/(1+e^(−a))
    """: (g + h) * rest,
    "the slope of SiLU lacks the factor 1/(1+e^(−a)) in its second term": g + a.value * rest,
    "the slope of SiLU lacks the factor a in its second term": g + g * rest,
    "the slopes passed through the activation as if it were not there": 1,
    "SiLU was applied to the slopes: they are multiplied by its derivative": sigmoid(a.slope),
    "the derivative of SiLU was taken at h: it belongs to a": siluSlope(h),
    "the derivative of SiLU was taken at the slope: it belongs to a": siluSlope(a.slope),
    "the derivative of SiLU has h where it should have a": g + h * g * rest,
  ])
  let slope = derivative * a.slope
  return slip(Section.passes, (h, slope)).or([
    "the slope of the activation was not multiplied with the slope that came in":
      (h, derivative),
    "the activation is a sigmoid: SiLU is a times that": (g, g * rest * a.slope),
    "the values pass through a sigmoid, not SiLU, and the slopes through that of SiLU":
      (g, slope),
    "the activation is max(0, a): SiLU is a/(1+e^(−a))": a.value > 0 ? a : (0, 0),
  ])
}

/// The layers behind which values and slopes are activated.
private typealias Active = (values: Range<Int>, slopes: Range<Int>)

/// Value and slope of the network.
private func forward(
  _ road: Road, at x: [Double], along start: [Double], active: Active, _ slip: Slips
) -> (value: [Double], slope: [Double]) {
  let bias = slip(Section.passes, (1.0, 0.0)).or([
    "the biases were added to the slopes: the slope of a constant is 0": (1, 1),
    "the biases were forgotten": (0, 0),
  ])
  var (value, slope) = (x, start)
  for k in road.weights.indices {
    let linear = zip(road.weights[k], road.biases[k]).map { row, b in
      (value: dot(row, value) + bias.0 * b, slope: dot(row, slope) + bias.1 * b)
    }
    let passed = active.slopes.contains(k) ? linear.map { silu($0, slip) } : linear
    value = (active.values.contains(k) ? passed : linear).map(\.value)
    slope = passed.map(\.slope)
  }
  return (value, slope)
}

private let roadFormula = Formula<Road> { road, slip in
  let (x, u, count) = (road.x, road.u, road.weights.count)
  let (inner, all) = (0..<(count - 1), 0..<count)
  let active: Active = slip(Section.passes, (inner, inner)).or([
    "the last layer has no activation": (all, all),
    "the last layer has no activation: the slopes have that of one": (inner, all),
    "the first layer has an activation, and the last has none": (1..<count, 1..<count),
    "the activations are missing": (0..<0, 0..<0),
  ])
  let start = slip(Section.passes, u).or([
    "the slopes start from x: they should start from u": x,
    "the slopes start from ones: they should start from u": u.map { _ in 1 },
    "the slope is along u/‖u‖: u itself is asked for": u.map { $0 / sqrt(dot(u, u)) },
  ])
  let (value, slope) = forward(road, at: x, along: start, active: active, slip)
  var result = slip(Section.passes, value + slope).or([
    "the slope was multiplied with u once more": value + zip(slope, u).map { $0 * $1 },
    "value and slope are exchanged": slope + value,
  ])
  result = slip(
    "the slope is s(x + u) − s(x): that is no derivative", Section.passes,
    value
      + difference(
        forward(road, at: zip(x, u).map { $0 + $1 }, along: u, active: active, slip).value, value),
    insteadOf: result)
  // On the line both roads are one.
  guard x.count > 1 else { return result }
  return slip(
    "that is uᵀ∇s, the backward road: (∇s)u is asked for", Section.passes,
    value
      + x.indices.map { j in
        let unit = x.indices.map { $0 == j ? 1.0 : 0 }
        return dot(forward(road, at: x, along: unit, active: active, slip).slope, u)
      }, insteadOf: result)
}

private let roadWithoutSlips = Formula<Road> { road, _ in roadFormula(road) }

let forwardRoad = Exercise<any Exercises>(
  "7.5", "The forward road", points: 8, section: Section.passes,
  hints: [
    """
    Carry two numbers wherever a network carries one: what it is, and how fast it changes if x \
    moves along u. What are the two at the beginning?
    """,
    """
    Through a layer the slopes go with the same weights and without the biases; through the \
    activation each is multiplied by the derivative of SiLU at that a.
    """,
    """
    Start with (x, u). Per layer a = Wh + b, ȧ = Wḣ; with σ = 1/(1+e^(−a)) then h = aσ and \
    ḣ = σ(1 + a(1 − σ))ȧ, except after the last layer.
    """,
  ],
  checks: [
    Check("one number through two layers", labels: ["s", "its slope"], formula: roadFormula) {
      Road(&$0, widths: [1, 1, 1])
    },
    Check("small networks", tolerance: 1e-6, formula: roadFormula) {
      Road(&$0, widths: [2, 3, 4, 2])
    },
    Check(
      "twelve digits, which no difference has", tolerance: 1e-12, formula: roadWithoutSlips
    ) { Road(&$0, widths: [2, 3, 4, 2]) },
    Check(
      "a network of one layer",
      formula: Formula { road, slip in
        let active = slip(
          "this layer is the last one, and has no activation", Section.passes, 0..<1,
          insteadOf: 0..<0)
        let (value, slope) = forward(
          road, at: road.x, along: road.u, active: (active, active), slip)
        return value + slope
      }
    ) { Road(&$0, widths: [2, 2]) },
    Check(
      "numbers so large that exp(−a) overflows", tolerance: 1e-6,
      whenNotFinite: "an exponential overflowed", formula: roadWithoutSlips
    ) { Road(&$0, widths: [2, 3, 4, 2], scale: 300) },
  ])
