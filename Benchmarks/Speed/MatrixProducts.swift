import Benchmark
import Tensors

/// Products of the sizes of a layer's batch, and a large one, several in a row, as in a training: a
/// single one would mostly be the time until a second core has woken up.
var matrixProducts: [Workload] {
  [(512, 128, 128, 100), (128, 128, 128, 400), (1024, 1024, 1024, 1)].map { n, k, m, count in
    Workload(
      name: "matrix product \(n) × \(k) × \(m)", amount: 2 * Double(n * k * m * count),
      unit: .gigaflops
    ) {
      var random = RandomStream(seed: 1)
      let (a, b) = (random.normal([n, k]), random.normal([k, m]))
      return { for _ in 0..<count { blackHole(matrixProduct(a, b)) } }
    }
  }
}
