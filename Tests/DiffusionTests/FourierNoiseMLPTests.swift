import Autodiff
import Diffusion
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct FourierNoiseMLPTests {
  private func network() -> FourierNoiseMLP {
    var random = RandomStream(seed: 1)
    return FourierNoiseMLP(
      dimension: 2, hidden: [8, 5], steps: 20, frequencies: [1, 3],
      embedding: SinusoidalEmbedding(dimension: 4), using: &random)
  }

  /// The perceptron gets what it should, each number in its place.
  @Test func thePerceptronSeesPointWavesAndTime() {
    let network = network()
    let rows = [[0.3, -1.2], [2.0, 0.7], [-0.4, 0.1]]
    let times = [1, 20, 7]
    let inputs = zip(rows, times).map { row, t in
      row + row.map { sin($0) } + row.map { cos($0) } + row.map { sin(3 * $0) }
        + row.map { cos(3 * $0) } + network.embeddings.row(t).doubles
    }
    let expected = network.perceptron(Tensor(rows: inputs)).doubles
    let measured = network(Variable(Tensor(rows: rows)), times: times)
    #expect(measured.shape == [3, 2])
    for (a, b) in zip(measured.value.doubles, expected) { expectClose(a, b, within: 1e-6) }
    // All at one time, as samplers ask.
    let second = network.predictNoise(Tensor(rows: [rows[1]]), 20).doubles
    for (a, b) in zip(second, expected[2..<4]) { expectClose(a, b, within: 1e-6) }
  }

  /// The derivative by the point goes through the waves.
  @Test func theWavesAreDifferentiated() {
    let network = network()
    let tape = Tape()
    func output(_ x: Variable) -> Variable { network(x, times: [5]).sum() }
    let x = Tensor(rows: [[0.4, -0.9]])
    let variable = tape.variable(x)
    let slope = gradient(of: output(variable), withRespectTo: [variable])[0].value.doubles
    for j in 0..<2 {
      let h: Float = 1e-2
      var (up, down) = (x, x)
      up[0, j] += h
      down[0, j] -= h
      let difference =
        (output(Variable(up)).value.doubles[0] - output(Variable(down)).value.doubles[0])
        / Double(2 * h)
      expectClose(slope[j], difference, within: 2e-3)
    }
  }

  @Test func numbersThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      let network = FourierNoiseMLP(dimension: 2, hidden: [3], steps: 4, using: &random)
      _ = network(Variable(Tensor.zeros(3, 2)), times: [1, 2])
    }
  }
}
