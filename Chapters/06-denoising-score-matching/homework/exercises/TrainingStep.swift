import Elementary
import HomeworkKit
import Tensors

/// Points with noise of their own, and a linear field.
private struct Batch: Codable {
  var points: [[Double]]
  var standardNoise: [[Double]]
  var standardDeviations: [Double]
  var center: [Double]
  var precision: Double
  var learningRate: Double

  init(dimension: Int, count: Int, _ random: inout RandomStream) {
    center = (0..<dimension).map { _ in random.uniform(0.5...1.5) }
    points = (0..<count).map { [center] _ in center.map { $0 + random.normal() } }
    standardNoise = (0..<count).map { _ in random.normals(dimension) }
    standardDeviations = (0..<count).map { _ in random.standardDeviation() }
    precision = random.uniform(0.3...0.8)
    learningRate = random.uniform(0.05...0.3)
  }

  var count: Double { Double(points.count) }
  var dimension: Double { Double(center.count) }

  /// Which slips are in a loss.
  struct Recipe {
    /// How far a point is moved along z.
    var push: @Sendable (_ σ: Double) -> Double = { $0 }
    /// What z is multiplied by in the residual s + z/σ.
    var target: @Sendable (_ σ: Double) -> Double = { 1 / $0 }
    var weight: @Sendable (_ σ: Double) -> Double = { $0 * $0 }
    var isCentered = true
  }

  /// For each point its weight, its residual and x̃ − μ.
  private func terms(_ recipe: Recipe) -> [(weight: Double, residual: [Double], offset: [Double])] {
    points.indices.map { i in
      let σ = standardDeviations[i]
      let (push, target) = (recipe.push(σ), recipe.target(σ))
      var offset: [Double] = []
      var residual: [Double] = []
      for j in center.indices {
        let noisy = points[i][j] + push * standardNoise[i][j]
        let distance = recipe.isCentered ? noisy - center[j] : noisy
        offset.append(distance)
        residual.append(target * standardNoise[i][j] - precision * distance)
      }
      return (recipe.weight(σ), residual, offset)
    }
  }

  func loss(_ recipe: Recipe = Recipe()) -> Double {
    mean(terms(recipe).map { $0.weight * dot($0.residual, $0.residual) / 2 })
  }

  /// The loss after the step.
  var lossAfter: Double {
    var later = self
    later.precision = step(slope())[0]
    return later.loss()
  }

  /// The loss with the lengths of the residuals in the place of their squares.
  var lossOfLengths: Double {
    mean(terms(Recipe()).map { $0.weight * sqrt(dot($0.residual, $0.residual)) / 2 })
  }

  /// dL/dλ.
  func slope(_ recipe: Recipe = Recipe()) -> Double {
    mean(terms(recipe).map { -$0.weight * dot($0.residual, $0.offset) })
  }

  /// d²L/dλ².
  var curvature: Double {
    mean(terms(Recipe()).map { $0.weight * dot($0.offset, $0.offset) })
  }

  /// What the slope would be without the inner derivative −(x̃ − μ).
  var slopeWithoutInner: Double {
    mean(terms(Recipe()).map { $0.weight * sum($0.residual) })
  }

  func step(_ slope: Double) -> [Double] { [precision - learningRate * slope] }

  func answer(_ answers: any Exercises) throws -> (loss: Double, precision: Double) {
    try answers.trainingStep(
      points: points, standardNoise: standardNoise, standardDeviations: standardDeviations, center: center,
      precision: precision, learningRate: learningRate)
  }
}

private typealias Recipe = Batch.Recipe

private let lossMistakes: [Mistake<Batch>] = [
  Mistake("that is the loss after the step: it should be the one before", Section.descent) {
    [$0.lossAfter]
  },
  Mistake("the ½ of the loss is missing", Section.theorem) { [2 * $0.loss()] },
  Mistake("the weight σ² is missing", Section.network) { [$0.loss(Recipe(weight: { _ in 1 }))] },
  Mistake("the weight σ² and the ½ are missing", Section.network) {
    [2 * $0.loss(Recipe(weight: { _ in 1 }))]
  },
  Mistake("the weight is σ: it should be σ²", Section.network) {
    [$0.loss(Recipe(weight: { $0 }))]
  },
  Mistake("the weight is 1/σ²: it should be σ²", Section.network) {
    [$0.loss(Recipe(weight: { 1 / ($0 * $0) }))]
  },
  Mistake("the weight was applied twice: σ⁴", Section.network) {
    [$0.loss(Recipe(weight: { $0 * $0 * $0 * $0 }))]
  },
  Mistake("the sign of the target is wrong: the field should be near −z/σ", Section.arrows) {
    [$0.loss(Recipe(target: { -1 / $0 }))]
  },
  Mistake(
    "the sign of the target is wrong, the field should be near −z/σ; and the ½ is missing",
    Section.arrows
  ) { [2 * $0.loss(Recipe(target: { -1 / $0 }))] },
  Mistake("the target is −z: it should be −z/σ", Section.descent) {
    [$0.loss(Recipe(target: { _ in 1 }))]
  },
  Mistake("the target is z: it should be −z/σ", Section.descent) {
    [$0.loss(Recipe(target: { _ in -1 }))]
  },
  Mistake("z was divided by σ²: it is the difference x̃ − x = σz that is", Section.arrows) {
    [$0.loss(Recipe(target: { 1 / ($0 * $0) }))]
  },
  Mistake("the noise has the standard deviation σ²: it should be σ", Section.arrows) {
    [$0.loss(Recipe(push: { $0 * $0 }))]
  },
  Mistake(
    "z was added to the points as it is: standard noise has to be multiplied by σ", Section.arrows
  ) { [$0.loss(Recipe(push: { _ in 1 }))] },
  Mistake(
    "z was taken for the noise itself: it is standard, and has to be multiplied by σ",
    Section.arrows
  ) { [$0.loss(Recipe(push: { _ in 1 }, target: { 1 / ($0 * $0) }))] },
  Mistake("the noise was subtracted from the points: x̃ = x + σz", Section.arrows) {
    [$0.loss(Recipe(push: { -$0 }))]
  },
  Mistake("the field was taken at the clean points: it belongs to the noisy ones", Section.theorem)
  { [$0.loss(Recipe(push: { _ in 0 }))] },
  Mistake("μ was forgotten in the field", Section.descent) {
    [$0.loss(Recipe(isCentered: false))]
  },
  Mistake("that is the sum over the points, not their mean", Section.theorem) {
    [$0.count * $0.loss()]
  },
  Mistake("that is the sum over the points, not their mean, and the ½ is missing", Section.theorem)
  { [2 * $0.count * $0.loss()] },
  Mistake("it was divided by the sum of the weights, not by the number of points", Section.network)
  { [$0.loss() / mean($0.standardDeviations.map { $0 * $0 })] },
  Mistake(
    "it was divided by the sum of the weights, not by the number of points, and the ½ is missing",
    Section.network
  ) { [2 * $0.loss() / mean($0.standardDeviations.map { $0 * $0 })] },
  Mistake("it was divided by the dimension: a square is a sum over coordinates", Section.theorem) {
    [$0.loss() / $0.dimension]
  },
  Mistake(
    "it was divided by the dimension, and the ½ is missing: that is the mean over all coordinates",
    Section.theorem
  ) { [2 * $0.loss() / $0.dimension] },
  Mistake("the residuals were not squared", Section.theorem) { [$0.lossOfLengths] },
]

private let stepMistakes: [Mistake<Batch>] = [
  Mistake("the loss is right; the step goes uphill: the loss is to be made small", Section.descent)
  {
    $0.step(-$0.slope())
  },
  Mistake(
    "the loss is right; the gradient has half its size: where is the 2 of the square?",
    Section.descent
  ) { $0.step($0.slope() / 2) },
  Mistake("the loss is right; the gradient has twice its size: where is the ½?", Section.descent) {
    $0.step(2 * $0.slope())
  },
  Mistake("the loss is right; the step has twice its size, and goes uphill", Section.descent) {
    $0.step(-2 * $0.slope())
  },
  Mistake("the loss is right; in the gradient the weight σ² is missing", Section.network) {
    $0.step($0.slope(Recipe(weight: { _ in 1 })))
  },
  Mistake(
    "the loss is right; the step goes uphill, and in its gradient the weight σ² is missing",
    Section.network
  ) { $0.step(-$0.slope(Recipe(weight: { _ in 1 }))) },
  Mistake("the loss is right; in the gradient the weight is σ: it should be σ²", Section.network) {
    $0.step($0.slope(Recipe(weight: { $0 })))
  },
  Mistake("the loss is right; the learning rate was forgotten", Section.descent) {
    [$0.precision - $0.slope()]
  },
  Mistake("the loss is right; that is its gradient: λ after the step is asked for", Section.descent)
  { [$0.slope()] },
  Mistake("the loss is right; that is the step alone: λ after it is asked for", Section.descent) {
    [-$0.learningRate * $0.slope()]
  },
  Mistake("the loss is right; λ has not moved", Section.descent) { [$0.precision] },
  Mistake("the loss is right; λ went to the minimum in one step", Section.descent) {
    [$0.precision - $0.slope() / $0.curvature]
  },
  Mistake(
    "the loss is right; the gradient is a sum over the points, not their mean", Section.descent
  ) { $0.step($0.count * $0.slope()) },
  Mistake("the loss is right; the gradient was divided by the dimension", Section.descent) {
    $0.step($0.slope() / $0.dimension)
  },
  Mistake(
    """
    the loss is right; in its gradient the inner derivative −(x̃ − μ), of the field by λ, is missing
    """, Section.descent
  ) { $0.step($0.slopeWithoutInner) },
  Mistake("the loss was subtracted: it should be its gradient", Section.descent) {
    $0.step($0.loss())
  },
]

let trainingStep = Exercise<any Exercises>(
  "6.3", "A step of training", points: 6, section: Section.descent,
  hints: [
    "First the noisy points, then the field there, then what it lacks to the target −z/σ.",
    """
    Point i contributes σ²/2 times the square of r = −λ(x̃ − μ) + z/σ. The derivative of r by λ is \
    −(x̃ − μ).
    """,
    """
    L is the mean of σ²‖r‖²/2, its slope that of −σ² r·(x̃ − μ), and the answer is (L, λ − \
    learningRate · slope).
    """,
  ],
  checks: [
    Check(
      "the loss",
      given: { Batch(dimension: 2 + $0.integer(below: 2), count: 2 + $0.integer(below: 2), &$0) },
      answer: { [try $1.answer($0).loss] }, expected: { [$0.loss()] }, mistakes: lossMistakes),
    Check(
      "λ after the step",
      given: { Batch(dimension: 2 + $0.integer(below: 2), count: 2 + $0.integer(below: 2), &$0) },
      answer: { [try $1.answer($0).precision] }, expected: { $0.step($0.slope()) },
      mistakes: stepMistakes),
    // teacher: begin
    Check(
      "a single number", cases: 3, given: { Batch(dimension: 1, count: 1, &$0) },
      answer: {
        let (loss, precision) = try $1.answer($0)
        return [loss, precision]
      }, expected: { [$0.loss()] + $0.step($0.slope()) }, mistakes: []),
    // teacher: end
  ])
