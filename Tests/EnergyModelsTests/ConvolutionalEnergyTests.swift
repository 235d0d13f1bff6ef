import Autodiff
import Elementary
import EnergyModels
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct ConvolutionalEnergyTests {
  /// A small network whose biases are not 0.
  private func network() -> ConvolutionalEnergy {
    var random = RandomStream(seed: 8)
    var network = ConvolutionalEnergy(
      side: 5, channels: [1, 3, 2], strides: [1, 2], using: &random)
    network.visitParameters { name, parameter in
      if name.hasSuffix("bias") { parameter = Variable(random.normal(parameter.shape)) }
    }
    return network
  }

  /// Energies pixel by pixel, in `Double`.
  private func direct(_ network: ConvolutionalEnergy, _ picture: [Double]) -> Double {
    var (h, side, channels) = (picture, network.side, 1)
    for layer in network.convolutions {
      let (w, b) = (layer.weight.value.doubles, layer.bias.value.doubles)
      let (places, outputs) = (layer.window.places(along: side), b.count)
      var next: [Double] = []
      for r in 0..<places {
        for q in 0..<places {
          for output in 0..<outputs {
            var z = b[output]
            for i in 0..<3 {
              for j in 0..<3 {
                let (y, x) = (r * layer.window.stride + i - 1, q * layer.window.stride + j - 1)
                guard (0..<side).contains(y), (0..<side).contains(x) else { continue }
                for c in 0..<channels {
                  z +=
                    w[((3 * i + j) * channels + c) * outputs + output]
                    * h[(y * side + x) * channels + c]
                }
              }
            }
            next.append(z / (1 + exp(-z)))
          }
        }
      }
      (h, side, channels) = (next, places, outputs)
    }
    let w = network.output.weight.value.doubles
    return sum(zip(h, w).map { $0 * $1 }) + network.output.bias.value.doubles[0]
  }

  @Test func energiesAreTheSumsOfTheDefinition() {
    let network = network()
    var random = RandomStream(seed: 9)
    let x = random.uniform([40, 25])
    let energies = network.energy(x)
    #expect(energies.shape == [40])
    for i in 0..<40 {
      expectNear(energies.doubles[i], direct(network, x.rows(i..<i + 1).doubles), within: 2e-6)
    }
    // Pictures may have rows and columns, and blocks make no difference.
    #expect(network.energy(x.reshaped(40, 5, 5)) == energies)
    #expect(network.energy(Variable(x)).value == energies)
  }

  @Test func scoreIsTheSlopeDownhill() {
    let network = network()
    var random = RandomStream(seed: 10)
    let x = random.uniform([2, 25])
    let score = network.score(x).doubles
    for pixel in 0..<50 {
      var values = x.doubles
      func energy(_ step: Double) -> Double {
        values[pixel] = x.doubles[pixel] + step
        let row = pixel / 25
        return direct(network, Array(values[25 * row..<25 * (row + 1)]))
      }
      expectNear(score[pixel], (energy(-1e-4) - energy(1e-4)) / 2e-4, within: 2e-6)
    }
  }

  @Test func parametersAreCounted() {
    var random = RandomStream(seed: 11)
    let network = ConvolutionalEnergy(side: 8, using: &random)
    #expect(network.parameterCount == 9 * 32 + 32 + 288 * 32 + 32 + 288 * 64 + 64 + 256 + 1)
    #expect(network.convolutions.map(\.window.stride) == [1, 2, 2])
    #expect(
      network.parameters.map(\.name).suffix(3)
        == ["convolutions.2.bias", "output.weight", "output.bias"])
  }

  @Test func otherPicturesAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 12)
      _ = ConvolutionalEnergy(side: 8, using: &random).energy(Tensor(repeating: 0, shape: [2, 63]))
    }
    #expect(message(result).contains("[2, 63]"))
  }
}
