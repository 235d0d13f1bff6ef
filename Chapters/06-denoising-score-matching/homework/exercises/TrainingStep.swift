import Elementary
import HomeworkKit
import Tensors

/// Points with noise of their own, and a linear field.
private struct Batch: Codable {
  var points, standardNoise: [[Double]]
  var standardDeviations, center: [Double]
  var precision, learningRate: Double

  init(_ random: inout RandomStream) {
    let (dimension, count) = (1 + random.integer(below: 3), 1 + random.integer(below: 3))
    center = (0..<dimension).map { _ in random.uniform(0.5...1.5) }
    points = (0..<count).map { [center] _ in center.map { $0 + random.normal() } }
    standardNoise = (0..<count).map { _ in random.normals(dimension) }
    standardDeviations = (0..<count).map { _ in random.standardDeviation() }
    precision = random.uniform(0.3...0.8)
    learningRate = random.uniform(0.05...0.3)
  }

  /// x̃ − μ for each point.
  var offsets: [[Double]] {
    zip(points, zip(standardDeviations, standardNoise)).map { x, noise in
      difference(zip(x, noise.1).map { $0 + noise.0 * $1 }, center)
    }
  }

  func answer(_ answers: any Exercises) throws -> (loss: Double, precision: Double) {
    try answers.trainingStep(
      points: points, standardNoise: standardNoise, standardDeviations: standardDeviations,
      center: center, precision: precision, learningRate: learningRate)
  }
}

private let lossFormula: Formula<Batch> = Formula { batch, slip in
  let half = slip("the ½ of the loss is missing", Section.theorem, 1, insteadOf: 0.5)
  let sign = slip.sign(
    "the sign of the target is wrong: the field should be near −z/σ", Section.arrows)
  let terms = batch.points.indices.map { i in
    let (σ, z) = (batch.standardDeviations[i], batch.standardNoise[i])
    let added = slip(Section.arrows, σ).or([
      "the field was taken at the clean points: it belongs to the noisy ones": 0,
      "the noise has the standard deviation σ²: it should be σ": σ * σ,
      "z was added to the points as it is: standard noise has to be multiplied by σ": 1,
      "the noise was subtracted from the points: x̃ = x + σz": -σ,
    ])
    let wanted = slip(Section.descent, 1 / σ).or([
      "the target is −z: it should be −z/σ": 1,
      "z was divided by σ²: it is the difference x̃ − x = σz that is": 1 / (σ * σ),
    ])
    let (push, target) = slip(
      "z was taken for the noise itself: it is standard, and has to be multiplied by σ",
      Section.arrows, (1, 1 / (σ * σ)), insteadOf: (added, wanted))
    let noisy = zip(batch.points[i], z).map { $0 + push * $1 }
    let offset = slip(
      "μ was forgotten in the field", Section.descent, noisy,
      insteadOf: difference(noisy, batch.center))
    let residual = zip(z, offset).map { sign * target * $0 - batch.precision * $1 }
    let square = slip(
      "the residuals were not squared", Section.theorem, sqrt(dot(residual, residual)),
      insteadOf: dot(residual, residual))
    let weight = slip(Section.network, σ * σ).or([
      "the weight σ² is missing": 1, "the weight is σ: it should be σ²": σ,
      "the weight is 1/σ²: it should be σ²": 1 / (σ * σ),
      "the weight was applied twice: σ⁴": σ * σ * σ * σ,
    ])
    return half * weight * square
  }
  let loss = slip(
    "it was divided by the sum of the weights, not by the number of points", Section.network,
    sum(terms) / dot(batch.standardDeviations, batch.standardDeviations),
    insteadOf: slip(Section.theorem, mean(terms)).or([
      "that is the sum over the points, not their mean": sum(terms),
      "it was divided by the dimension: a square is a sum over coordinates":
        mean(terms) / Double(batch.center.count),
    ]))
  func lossAfter() -> [Double] {
    var later = batch
    later.precision = precisionFormula(batch)[0]
    return lossFormula(later)
  }
  return slip(
    "that is the loss after the step: it should be the one before", Section.descent, lossAfter(),
    insteadOf: [loss])
}

private let precisionFormula = Formula<Batch> { batch, slip in
  let (λ, offsets) = (batch.precision, batch.offsets)
  let weights = batch.standardDeviations.map { σ in
    slip(Section.network, σ * σ).or([
      "in the gradient the weight σ² is missing": 1,
      "in the gradient the weight is σ: it should be σ²": σ,
    ])
  }
  let terms = offsets.indices.map { i in
    let target = batch.standardNoise[i].map { $0 / batch.standardDeviations[i] }
    let residual = difference(target, offsets[i].map { λ * $0 })
    return weights[i]
      * slip(
        "in the gradient the inner derivative −(x̃ − μ), of the field by λ, is missing",
        Section.descent, sum(residual), insteadOf: -dot(residual, offsets[i]))
  }
  let gradient = slip(Section.descent, mean(terms)).or([
    "the gradient has half its size: the 2 of the square is missing": mean(terms) / 2,
    "the gradient has twice its size: the ½ is missing": 2 * mean(terms),
    "the gradient is a sum over the points, not their mean": sum(terms),
    "the gradient was divided by the dimension": mean(terms) / Double(batch.center.count),
    "the loss was subtracted: it should be its gradient": lossFormula(batch)[0],
  ])
  let curvature = mean(zip(weights, offsets).map { $0 * dot($1, $1) })
  let rate = slip(Section.descent, batch.learningRate).or([
    "the learning rate was forgotten": 1, "λ went to the minimum in one step": 1 / curvature,
  ])
  let step =
    -rate * gradient
    * slip.sign("the step goes uphill: the loss is to be made small", Section.descent)
  return slip(Section.descent, [λ + step]).or([
    "that is the gradient: λ after the step is asked for": [gradient],
    "that is the step alone: λ after it is asked for": [step],
    "λ has not moved": [λ],
  ])
}

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
      "the loss", labels: ["the loss"],
      given: { Batch(&$0) }, answer: { [try $1.answer($0).loss] }, formula: lossFormula),
    Check(
      "λ after the step", labels: ["λ"], given: { Batch(&$0) },
      answer: { [try $1.answer($0).precision] }, formula: precisionFormula),
  ])
