import Benchmark

let benchmarks: @Sendable () -> Void = {
  for workload in matrixProducts + elementwise + sampling + training { workload.register() }
}
