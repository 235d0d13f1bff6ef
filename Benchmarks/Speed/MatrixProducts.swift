import Benchmark
import Tensors

/// Products of the sizes of a layer's batch, and a large one.
var matrixProducts: [Workload] {
  [(512, 128, 128), (128, 128, 128), (1024, 1024, 1024)].map { n, k, m in
    Workload(
      name: "matrix product \(n) × \(k) × \(m)", amount: 2 * Double(n * k * m), unit: .gigaflops
    ) {
      var random = RandomStream(seed: 1)
      let (a, b) = (random.normal([n, k]), random.normal([k, m]))
      return { blackHole(matrixProduct(a, b)) }
    }
  }
}
