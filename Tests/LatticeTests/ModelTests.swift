import Elementary
import Lattice
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct IsingModelTests {
  /// The energy of every picture of 3 × 2 pixels is what enumeration has.
  @Test func energies() {
    let field = [0.3, -0.2, 0.5, -0.6, 0.1, 0.4]
    let model = IsingModel(width: 3, height: 2, boundary: .free, coupling: 0.7, field: field)
    let all = SpinEnumeration.grid(
      width: 3, height: 2, isPeriodic: false, coupling: 0.7, fields: field)
    for state in 0..<64 {
      let y = SpinPicture(
        width: 3, height: 2, spins: (0..<6).map { state >> $0 & 1 == 1 ? 1 : -1 })
      expectNear(model.energy(of: y), -all.exponents[state], within: 1e-14)
      for i in 0..<6 {
        var flipped = y
        flipped[i] = -flipped[i]
        expectNear(
          model.energy(of: flipped) - model.energy(of: y),
          2 * Double(y[i]) * model.localField(at: i, in: y), within: 1e-14)
      }
    }
  }

  /// All up on a torus of n spins: 2n pairs.
  @Test func pairsOfATorus() {
    let model = IsingModel(width: 4, height: 6, boundary: .periodic, coupling: 0.5)
    #expect(model.energy(of: SpinPicture(width: 4, height: 6, repeating: 1)) == -24)
    #expect(SpinLanes.up(for: model).meanBond == 1)
  }

  /// p(x|y) ∝ exp(h x y) has the odds (1 − q)/q.
  @Test func dataStrength() {
    for q in [0.1, 0.3, 0.5, 0.8] {
      expectNear(
        sigmoid(2 * IsingModel.dataStrength(flipProbability: q)), 1 - q, within: 1e-15)
    }
  }

  @Test func zerosAndOnesAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = SpinPicture(width: 2, height: 1, spins: [1, 0]) }
    #expect(message(result).contains("not 0"))
  }

  @Test func flipsAndDifferences() {
    var random = RandomStream(seed: 320)
    let clean = SpinPicture(width: 100, height: 200, repeating: 1)
    let noisy = clean.flipped(probability: 0.3, using: &random)
    expectProportion(
      noisy.differences(from: clean), of: 20_000, exact: 0.3, detecting: 0.04,
      ledger: "spin pictures: flips")
    expectNear(noisy.magnetization, 1 - 2 * noisy.errorRate(against: clean), within: 1e-15)
  }

  /// The mean number of differences from every picture of a posterior, one by one.
  @Test func expectedErrors() {
    let field = [0.3, -0.2, 0.5, -0.6, 0.1, 0.4]
    let all = SpinEnumeration.grid(
      width: 3, height: 2, isPeriodic: false, coupling: 0.4, fields: field)
    let prediction = SpinPicture(width: 3, height: 2, spins: [1, -1, -1, 1, 1, -1])
    let exact = all.mean { state in
      Double(zip(state, prediction.spins).count { $0 != Int($1) }) / 6
    }
    expectNear(prediction.expectedErrorRate(means: all.means), exact, within: 1e-14)
  }

  /// A single speck goes, a block of 3 × 3 loses its corners, and its middle stays.
  @Test func majorityVote() {
    var y = SpinPicture(width: 9, height: 9, repeating: -1)
    y[10] = 1
    for row in 4...6 { for column in 4...6 { y[9 * row + column] = 1 } }
    let voted = y.majorityVote()
    let ink = voted.spins.indices.filter { voted[$0] == 1 }
    #expect(ink == [41, 49, 50, 51, 59])
  }

  /// A lattice in strips is the lattice: rows in their order, measured alike.
  @Test func stripsAreALattice() {
    var random = RandomStream(seed: 321)
    let model = IsingModel(width: 6, height: 256, boundary: .periodic, coupling: 1)
    let x = SpinLanes.random(for: model, as: .strips, using: &random)
    let picture = x.lattice
    expectNear(x.magnetization, picture.magnetization, within: 1e-14)
    expectNear(x.meanBond, -model.energy(of: picture) / Double(2 * 6 * 256), within: 1e-14)
    #expect(Array(picture.spins[0..<24]) == x.picture(0).spins)
    #expect(Array(picture.spins[24..<48]) == x.picture(1).spins)
  }

  @Test func lanesKeepPictures() {
    var random = RandomStream(seed: 322)
    let model = IsingModel(width: 5, height: 4, boundary: .free, coupling: 1)
    let y = SpinPicture(width: 5, height: 4, repeating: 1).flipped(probability: 0.5, using: &random)
    let x = SpinLanes(repeating: y, for: model)
    #expect(x.pictures.allSatisfy { $0 == y })
    #expect(x.meanSpins == y.doubles)
  }
}

@Suite struct MeanFieldTests {
  static let model = IsingModel(
    width: 4, height: 3, boundary: .free, coupling: 0.35,
    field: (0..<12).map { 0.1 * Double($0 % 5) - 0.15 })

  /// A fixed point, a maximum in every coordinate, and below ln Z.
  @Test func boundAndFixedPoint() {
    let exact = SpinEnumeration.grid(
      width: 4, height: 3, isPeriodic: false, coupling: 0.35, fields: Self.model.field)
    let field = MeanField(Self.model, tolerance: 1e-12)
    let bound = MeanField.bound(Self.model, field.means)
    #expect(bound < exact.logPartitionFunction)
    #expect(bound > 12 * log(2.0))
    for i in 0..<12 {
      for step in [-1e-3, 1e-3] {
        var m = field.means
        m[i] += step
        #expect(MeanField.bound(Self.model, m) < bound)
      }
    }
  }

  /// B(m) is ln Z − KL: by enumeration of the product distribution.
  @Test func boundIsTheDivergence() {
    let means = (0..<12).map { 0.15 * Double($0 % 7) - 0.5 }
    let exact = SpinEnumeration.grid(
      width: 4, height: 3, isPeriodic: false, coupling: 0.35, fields: Self.model.field)
    var divergence = 0.0
    for state in exact.exponents.indices {
      var q = 1.0
      for i in 0..<12 {
        let spin = state >> i & 1 == 1 ? 1.0 : -1
        q *= (1 + spin * means[i]) / 2
      }
      divergence += q * (log(q) - exact.exponents[state] + exact.logPartitionFunction)
    }
    expectClose(
      MeanField.bound(Self.model, means), exact.logPartitionFunction - divergence, within: 1e-12)
  }

  /// Every sweep raises the bound; without coupling one sweep is exact.
  @Test func sweepsRaiseTheBound() {
    let bounds = (1...6).map {
      MeanField.bound(Self.model, MeanField(Self.model, maxSweeps: $0).means)
    }
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 + 1e-14 })
    let free = IsingModel(width: 2, height: 1, boundary: .free, coupling: 0, field: [0.3, -1])
    let field = MeanField(free)
    for (m, b) in zip(field.means, [0.3, -1]) { expectClose(m, tanh(b), within: 1e-15) }
    expectClose(
      MeanField.bound(free, field.means), log(2 * cosh(0.3)) + log(2 * cosh(1.0)), within: 1e-14)
  }
}

@Suite struct PseudoLikelihoodTests {
  /// Two by two pixels by hand: agreement of (+ + + −) is 2, 0, 0, −2.
  @Test func countsByHand() {
    let y = SpinPicture(width: 2, height: 2, spins: [1, 1, 1, -1])
    let fit = PseudoLikelihood([y])
    #expect(fit.counts == [0, 0, 1, 0, 2, 0, 1, 0, 0])
    expectNear(fit.bestCoupling, 0, within: 1e-12)
    let mean = (log(sigmoid(2.0)) + log(sigmoid(-2.0)) + 2 * log(0.5)) / 4
    expectClose(fit.mean(coupling: 0.5), mean, within: 1e-14)
  }

  @Test func theBestIsAMaximum() {
    var random = RandomStream(seed: 330)
    let y = SpinPicture(width: 20, height: 20, repeating: 1).flipped(
      probability: 0.2, using: &random)
    let fit = PseudoLikelihood([y])
    let best = fit.mean(coupling: fit.bestCoupling)
    for step in [-0.01, 0.01] { #expect(fit.mean(coupling: fit.bestCoupling + step) < best) }
    #expect(
      PseudoLikelihood([SpinPicture(width: 3, height: 3, repeating: 1)]).bestCoupling == .infinity)
  }

  /// 64 lattices of a known coupling; the bias of a fit falls with the number of spins.
  @Test func findsTheCoupling() {
    var random = RandomStream(seed: 331)
    let model = IsingModel(width: 32, height: 32, boundary: .periodic, coupling: 0.3)
    var x = SpinLanes.random(for: model, using: &random)
    var bath = HeatBath(model)
    bath.run(&x, steps: 300, using: &random)
    let pooled = PseudoLikelihood(x.pictures, boundary: .periodic).bestCoupling
    let single = x.pictures.map { PseudoLikelihood([$0], boundary: .periodic).bestCoupling }
    let mean = sum(single) / 64
    let variance = sum(single.map { ($0 - mean) * ($0 - mean) }) / 63
    expectMean(
      pooled, exact: 0.3, variance: variance, count: 64, detecting: 0.05,
      ledger: "pseudo-likelihood: coupling")
  }
}
