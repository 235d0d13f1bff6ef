import Elementary
import Glibc
import Lattice
import Testing
import Tensors

@Suite struct HeatBathTests {
  @Test func speed() {
    let model = IsingModel(width: 256, height: 256, boundary: .periodic, coupling: 0.44)
    var random = RandomStream(seed: 1)
    var x = SpinLanes.up(for: model, as: .strips)
    var bath = HeatBath(model, as: .strips)
    for threads in [1, 1, 1, 2] {
      Parallel.threads = threads
      bath.run(&x, steps: 100, using: &random)
      let clock = ContinuousClock()
      var a = timespec(), b = timespec(); clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a)
      let t = clock.measure { bath.run(&x, steps: 1000, using: &random) }
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b); print("cpu", Double(b.tv_sec-a.tv_sec)+1e-9*Double(b.tv_nsec-a.tv_nsec));print("threads", threads, t, x.magnetization, x.meanBond)
    }
  }
}
