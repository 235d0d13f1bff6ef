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
private struct Road: Codable {
  var layers: [Layer]
  var x: [Double]
  var v: [Double]

  init(_ random: inout RandomStream, hidden: Int? = nil, scale: Double = 1) {
    let d = 2 + random.integer(below: 2)
    let count = hidden ?? 1 + random.integer(below: 2)
    let widths = [d] + (0..<count).map { 3 + ($0 + d) % 2 } + [d]
    layers = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let weights = normalRows(outputs, inputs, using: &random)
      layers.append(
        Layer(
          weights: weights.map { $0.map { scale * $0 } },
          biases: normalRows(1, outputs, using: &random)[0]))
    }
    x = normalRows(1, d, using: &random)[0]
    v = normalRows(1, d, using: &random)[0]
  }

  /// A number and its slope along v.
  struct Dual {
    var value: Double
    var slope: Double
  }

  /// Value and slope of the network.
  ///
  /// - Parameters:
  ///   - start: what stands in the place of v.
  ///   - bias: the factor of the biases in the values and in the slopes.
  ///   - activates: the layers with an activation; all but the last if it is left out.
  ///   - activation: from aᵢ to hᵢ.
  func walk(
    start: [Double]? = nil, bias: (value: Double, slope: Double) = (1, 0),
    activates: Range<Int>? = nil, activation: (Dual) -> Dual = Road.silu
  ) -> [Double] {
    let active = activates ?? 0..<(layers.count - 1)
    var duals = zip(x, start ?? v).map { Dual(value: $0, slope: $1) }
    for (index, layer) in layers.enumerated() {
      let inputs = duals
      duals = zip(layer.weights, layer.biases).map { row, b in
        let value = dot(row, inputs.map(\.value)) + bias.value * b
        let slope = dot(row, inputs.map(\.slope)) + bias.slope * b
        let a = Dual(value: value, slope: slope)
        return active.contains(index) ? activation(a) : a
      }
    }
    return duals.map(\.value) + duals.map(\.slope)
  }

  /// As `walk`, with a derivative of SiLU of one's choice.
  func walk(derivative: @escaping (Double) -> Double) -> [Double] {
    walk { a in Dual(value: Road.silu(a).value, slope: derivative(a.value) * a.slope) }
  }

  static func silu(_ a: Dual) -> Dual {
    Dual(value: a.value * sigmoid(a.value), slope: siluSlope(a.value) * a.slope)
  }

  static func siluSlope(_ a: Double) -> Double {
    let s = sigmoid(a)
    return s + a * s * (1 - s)
  }

  var right: [Double] { walk() }
  var value: [Double] { Array(right.prefix(x.count)) }
  var slope: [Double] { Array(right.suffix(x.count)) }

  /// vᵀ∇s.
  var backwards: [Double] {
    x.indices.map { j in
      let column = walk(start: x.indices.map { $0 == j ? 1 : 0 }).suffix(x.count)
      return dot(Array(column), v)
    }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let (value, slope) = try answers.forward(layers, at: x, along: v)
    return value + slope
  }
}

private let thePasses = "section 7.4, Two passes"

private let roadMistakes: [Mistake<Road>] = [
  Mistake("the biases were added to the slopes: the slope of a constant is 0", thePasses) {
    $0.walk(bias: (1, 1))
  },
  Mistake("the biases were forgotten", thePasses) { $0.walk(bias: (0, 0)) },
  Mistake(
    "the slope of SiLU lacks a term: a/(1+e^(−a)) is a product of two functions", thePasses
  ) {
    $0.walk { sigmoid($0) }
  },
  Mistake(
    "the slope of SiLU lacks a term: where a itself is differentiated", thePasses
  ) {
    $0.walk { $0 * sigmoid($0) * sigmoid(-$0) }
  },
  Mistake("that is the slope of a sigmoid, not of SiLU", thePasses) {
    $0.walk { sigmoid($0) * sigmoid(-$0) }
  },
  Mistake("the slope of SiLU has a wrong sign in its second term", thePasses) {
    $0.walk { sigmoid($0) - $0 * sigmoid($0) * sigmoid(-$0) }
  },
  Mistake(
    "the slope of SiLU has a bracket in the wrong place: it is g(1 + a(1 − g)) with g = 1/(1+e^(−a))",
    thePasses
  ) {
    $0.walk { sigmoid($0) * (1 + $0) * sigmoid(-$0) }
  },
  Mistake("the slope of SiLU lacks the factor 1/(1+e^(−a)) in its second term", thePasses) {
    $0.walk { sigmoid($0) + $0 * sigmoid(-$0) }
  },
  Mistake("the slope of SiLU lacks the factor a in its second term", thePasses) {
    $0.walk { sigmoid($0) + sigmoid($0) * sigmoid(-$0) }
  },
  Mistake(
    "the slope of the activation was not multiplied with the slope that came in", thePasses
  ) {
    $0.walk { Road.Dual(value: Road.silu($0).value, slope: Road.siluSlope($0.value)) }
  },
  Mistake("the slopes passed through the activation as if it were not there", thePasses) {
    $0.walk { _ in 1 }
  },
  Mistake("SiLU was applied to the slopes: they are multiplied by its derivative", thePasses) {
    $0.walk {
      Road.Dual(value: Road.silu($0).value, slope: $0.slope * sigmoid($0.slope))
    }
  },
  Mistake("the derivative of SiLU was taken at h: it belongs to a", thePasses) {
    $0.walk { Road.siluSlope($0 * sigmoid($0)) }
  },
  Mistake("the derivative of SiLU has h where it should have a", thePasses) {
    $0.walk { sigmoid($0) + $0 * sigmoid($0) * sigmoid($0) * sigmoid(-$0) }
  },
  Mistake("the activation is a sigmoid: SiLU is a times that", thePasses) {
    $0.walk {
      let g = sigmoid($0.value)
      return Road.Dual(value: g, slope: g * (1 - g) * $0.slope)
    }
  },
  Mistake(
    "the values pass through a sigmoid, not SiLU, and the slopes through that of SiLU", thePasses
  ) {
    $0.walk {
      Road.Dual(value: sigmoid($0.value), slope: Road.siluSlope($0.value) * $0.slope)
    }
  },
  Mistake("the activation is max(0, a): SiLU is a/(1+e^(−a))", thePasses) {
    $0.walk { $0.value > 0 ? $0 : Road.Dual(value: 0, slope: 0) }
  },
  Mistake("the derivative of SiLU was taken at the slope: it belongs to a", thePasses) {
    $0.walk {
      Road.Dual(value: Road.silu($0).value, slope: Road.siluSlope($0.slope) * $0.slope)
    }
  },
  Mistake("the last layer has no activation", thePasses) {
    $0.walk(activates: 0..<$0.layers.count)
  },
  Mistake("the first layer has an activation, and the last has none", thePasses) {
    $0.walk(activates: 1..<$0.layers.count)
  },
  Mistake("the activations are missing", thePasses) { $0.walk(activates: 0..<0) },
  Mistake("the last layer has no activation: the slopes have that of one", thePasses) {
    $0.value + $0.walk(activates: 0..<$0.layers.count).suffix($0.x.count)
  },
  Mistake("the slopes start from x: they should start from v", thePasses) {
    $0.walk(start: $0.x)
  },
  Mistake("the slopes start from ones: they should start from v", thePasses) { road in
    road.walk(start: road.v.map { _ in 1 })
  },
  Mistake("the slope is along v/‖v‖: v itself is asked for", thePasses) { road in
    road.walk(start: road.v.map { $0 / sqrt(dot(road.v, road.v)) })
  },
  Mistake("that is vᵀ∇s, the backward road: (∇s)v is asked for", thePasses) {
    $0.value + $0.backwards
  },
  Mistake("the slope was multiplied with v once more", thePasses) { road in
    road.value + zip(road.slope, road.v).map { $0 * $1 }
  },
  Mistake("the slope is s(x + v) − s(x): that is no derivative", thePasses) { road in
    var moved = road
    moved.x = zip(road.x, road.v).map { $0 + $1 }
    return road.value + zip(moved.value, road.value).map { $0 - $1 }
  },
  Mistake("value and slope are exchanged", thePasses) { $0.slope + $0.value },
]

private var roadChecks: [Check<any Exercises>] {
  var checks: [Check<any Exercises>] = []
  checks += [
    Check(
      "small networks", tolerance: 1e-6, given: { Road(&$0) }, answer: { try $1.answer($0) },
      expected: { $0.right }, mistakes: roadMistakes),
    Check(
      "twelve digits, which no difference has", tolerance: 1e-12, given: { Road(&$0) },
      answer: { try $1.answer($0) }, expected: { $0.right }, mistakes: []),
    Check(
      "a network of one layer", given: { Road(&$0, hidden: 0) }, answer: { try $1.answer($0) },
      expected: { $0.right },
      mistakes: [
        Mistake("this layer is the last one, and has no activation", thePasses) {
          $0.walk(activates: 0..<$0.layers.count)
        }
      ]),
  ]
  // teacher: begin
  checks.append(
    Check(
      "numbers so large that exp(−a) overflows", tolerance: 1e-6,
      whenNotFinite: "an exponential overflowed", given: { Road(&$0, hidden: 2, scale: 300) },
      answer: { try $1.answer($0) }, expected: { $0.right }, mistakes: []))
  // teacher: end
  return checks
}

let forwardRoad = Exercise<any Exercises>(
  "7.5", "The forward road", points: 8, section: thePasses,
  hints: [
    """
    Carry two numbers wherever a network carries one: what it is, and how fast it changes if x \
    moves along v. What are the two at the beginning?
    """,
    """
    Through a layer the slopes go with the same weights and without the biases; through the \
    activation each is multiplied by the derivative of SiLU at that a.
    """,
    """
    Start with (x, v). Per layer a = Wh + b, ȧ = Wḣ; with σ = 1/(1+e^(−a)) then h = aσ and \
    ḣ = σ(1 + a(1 − σ))ȧ, except after the last layer.
    """,
  ],
  checks: roadChecks)
