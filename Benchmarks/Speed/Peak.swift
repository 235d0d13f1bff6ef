import Benchmark
import Tensors

/// The floating-point operations per second of nothing but fused multiply-adds on registers, on as
/// many threads as the library uses; measured anew at every call, as the clock rate drifts.
func measuredPeak() -> Double {
  let chunks = 4 * Parallel.threads
  let rounds = 4_000
  let seconds = elapsed {
    Parallel.forEachChunk(of: chunks, size: 1) { _ in multiplyAdd(rounds: rounds) }
  }
  return Double(chunks * rounds * operationsInRound) / seconds
}

/// Ten independent sums of sixteen lanes, each a multiplication and an addition.
private let operationsInRound = 10 * 16 * 2

/// Ten sums, so that two units with a latency of four or five cycles are never idle.
@inline(never)
private func multiplyAdd(rounds: Int) {
  typealias Lanes = SIMD16<Float>
  let x = Lanes(repeating: 0.5)
  var (a, b, c, d, e) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  var (f, g, h, i, j) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  for _ in 0..<rounds {
    a = x.addingProduct(a, x)
    b = x.addingProduct(b, x)
    c = x.addingProduct(c, x)
    d = x.addingProduct(d, x)
    e = x.addingProduct(e, x)
    f = x.addingProduct(f, x)
    g = x.addingProduct(g, x)
    h = x.addingProduct(h, x)
    i = x.addingProduct(i, x)
    j = x.addingProduct(j, x)
  }
  blackHole(a + b + c + d + e + f + g + h + i + j)
}
