import Autodiff
import Diffusion
import Distributions
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct VelocityPredictorTests {
  static let schedule = NoiseSchedule.linear(steps: 20)

  /// A network that says the velocity itself becomes a prediction of the noise itself, also for
  /// pictures.
  @Test(arguments: [[3, 4], [3, 2, 2]]) func theVelocityGivesTheNoise(shape: [Int]) {
    var random = RandomStream(seed: 1)
    let (x0, ε) = (random.normal(shape), random.normal(shape))
    for t in [1, 7, 20] {
      let level = Self.schedule.level(t)
      let w = Float(level.signalScale) * ε - Float(level.noiseScale) * x0
      let predictor = VelocityPredictor(KnownNoise { _, _ in w }, schedule: Self.schedule)
      let x = ForwardProcess(Self.schedule).jump(x0, to: t, noise: ε)
      #expect((predictor.predictNoise(x, t) - ε).abs().max() < 1e-6)
    }
  }

  /// Every row has the time of its own.
  @Test func timesOfTheRows() {
    let network = VelocityPredictor(
      KnownNoise { x, t in x * Float(t) }, schedule: Self.schedule)
    let both = network(Variable(Tensor(rows: [[1, 2], [3, 4]])), times: [5, 9]).value
    for (row, t) in [5, 9].enumerated() {
      let level = Self.schedule.level(t)
      let factor = level.noiseScale + level.signalScale * Double(t)
      expectClose(Double(both[row, 1]), factor * Double(2 + 2 * row), within: 1e-6)
    }
  }

  /// The loss is the mean square of the velocity's own error.
  @Test func theLossIsThatOfTheVelocity() {
    var random = RandomStream(seed: 2)
    let network = VelocityPredictor(NoiseLossTests.network(), schedule: Self.schedule)
    let loss = VelocityLoss<VelocityPredictor<TimeConditionedMLP>>(
      NoiseLoss(data: Gaussian.running, schedule: Self.schedule))
    let batch = loss.batch(50, for: network, using: &random)
    let terms = loss.terms(of: network, on: batch)
    let x = ForwardProcess(Self.schedule).jump(
      batch.clean, to: batch.times, noise: batch.noise)
    let said = network.base(Variable(x), times: batch.times).value
    for (i, t) in batch.times.enumerated() {
      let level = Self.schedule.level(t)
      let w =
        level.signalScale * Double(batch.noise[i, 0])
        - level.noiseScale * Double(batch.clean[i, 0])
      let error = w - Double(said[i, 0])
      // ε − ε̂ is rounded, and then divided by √ᾱ.
      expectNear(
        Double(terms[i]).squareRoot(), error.magnitude, within: 2e-6 / level.signalScale)
    }
  }

  @Test func parametersAreThoseOfTheNetwork() {
    let network = VelocityPredictor(NoiseLossTests.network(), schedule: Self.schedule)
    #expect(network.parameters[0].name == "base.perceptron.layers.0.weight")
    #expect(network.parameters.count == 6)
  }
}
