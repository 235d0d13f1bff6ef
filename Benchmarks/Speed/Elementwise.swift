import Benchmark
import Tensors

/// Functions of every element of a tensor of a layer's size, and the random numbers.
var elementwise: [Workload] {
  [
    function("exp") { exp($0) },
    function("log of exp") { log(exp($0)) },
    function("sin") { sin($0) },
    function("tanh") { tanh($0) },
    function("sigmoid") { sigmoid($0) },
    function("softplus") { softplus($0) },
    function("erf") { erf($0) },
    function("silu") { SigmoidalFunction.silu($0) },
    function("derivative of silu") { SigmoidalFunction.silu.derivative(1, at: $0, times: $0) },
    function("x + x") { $0 + $0 },
    function("sum") { $0.sum() },
    function("log Σ exp of rows") { $0.logSumExp(axis: 1) },
    randomNumbers("uniform") { $0.uniform([1_000_000]) },
    randomNumbers("normal") { $0.normal([1_000_000]) },
  ]
}

private func function<Result>(
  _ name: String, _ f: @escaping (Tensor) -> Result
) -> Workload {
  Workload(name: "\(name), 512 × 128", amount: 512 * 128, unit: .picosecondsPerElement) {
    var random = RandomStream(seed: 1)
    let x = random.normal([512, 128])
    return { blackHole(f(x)) }
  }
}

private func randomNumbers(
  _ name: String, _ draw: @escaping (inout RandomStream) -> Tensor
) -> Workload {
  Workload(name: "\(name) numbers, a million", amount: 1e6, unit: .picosecondsPerElement) {
    var random = RandomStream(seed: 1)
    return { blackHole(draw(&random)) }
  }
}
