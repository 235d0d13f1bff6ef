import Datasets
import Elementary
import Lattice
import Tensors
import Testing

@Suite struct MinTmp {
  @Test func t() {
    let clean = SpinPicture(NightPicture.image)
    var random = RandomStream(seed: 1)
    for q in [0.1, 0.2, 0.3] {
      let noisy = clean.flipped(probability: q, using: &random)
      for J in [0.3, 0.5, 0.7, 0.9, 1.5, 3] {
        let model = IsingModel.posterior(given: noisy, coupling: J, flipProbability: q)
        let clock = ContinuousClock()
        var m: ExactMinimum?
        let t = clock.measure { m = ExactMinimum(model) }
        let icm = IteratedConditionalModes(model, from: noisy)
        let mf = MeanField(model)
        var x = SpinLanes(repeating: noisy, for: model)
        var bath = HeatBath(model)
        bath.run(&x, steps: 100, using: &random)
        var mean = [Double](repeating: 0, count: noisy.spins.count)
        for _ in 0..<20 { bath.run(&x, steps: 5, using: &random); for (i, v) in x.meanSpins.enumerated() { mean[i] += v } }
        let mpm = SpinPicture(width: 128, height: 128, signsOf: mean)
        print("q", q, "J", J, t, model.energy(of: m!.picture), model.energy(of: m!.picture) - m!.lowerBound, "err MAP", m!.picture.errorRate(against: clean), "ICM", icm.picture.errorRate(against: clean), icm.energies.last!, "MF", SpinPicture(width: 128, height: 128, signsOf: mf.means).errorRate(against: clean), mf.bounds.count, "MPM", mpm.errorRate(against: clean))
      }
    }
    print("PL", PseudoLikelihood([clean]).bestCoupling, PseudoLikelihood([clean]).counts)
    let digits = (0..<Digits.train.count).map { SpinPicture(Digits.train.images.sliced(axis: 0, $0..<$0 + 1).reshaped(to: [8, 8]), threshold: 0.5) }
    print("PL digits", PseudoLikelihood(digits).bestCoupling, PseudoLikelihood(digits).counts)
  }
}
