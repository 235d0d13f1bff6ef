import Distributions
import Elementary
import Networks
import Tensors

/// Learning by correlations: a weight grows by how often its two units are on together when the
/// visible ones show data, less how often they are when the machine is left to itself.
///
///     ∂ ln p/∂W = ⟨v hᵀ⟩_data − ⟨v hᵀ⟩_model,   and the same with v for b and with h for c
///
/// The hidden units enter by their probabilities given v, which have the same mean as their states
/// and less noise. The model's side comes from k steps of block Gibbs sampling, from the data (CD-k)
/// or from where earlier chains ended (PCD). This is `ContrastiveDivergence` with the free energy as
/// the energy, its gradient written down instead of differentiated: several times faster.
///
/// Source: D. H. Ackley, G. E. Hinton, T. J. Sejnowski, Cognitive Science 9 (1985), 147; G. E.
/// Hinton, Neural Computation 14 (2002), 1771; T. Tieleman, ICML 2008, for persistent chains.
public struct BoltzmannLearning {
  /// The machine as it is now.
  public private(set) var machine: RestrictedBoltzmannMachine
  /// Where the persistent chains are, `[chains, visible]`; nil if chains start at the data.
  public private(set) var chains: Tensor?
  /// k ≥ 1.
  public let steps: Int
  /// What moves the parameters.
  public private(set) var optimizer: any Optimizer
  /// How many updates were made.
  public private(set) var updates = 0
  private let random: RandomStream

  /// - Parameters:
  ///   - machine: where learning begins.
  ///   - chains: the starts of persistent chains, `[chains, visible]`, zeros and ones; nil for CD.
  ///   - steps: k ≥ 1, steps of block Gibbs sampling in each update.
  ///   - optimizer: what moves the parameters.
  ///   - random: the stream of all random numbers; each update has a part of it for itself.
  public init(
    _ machine: RestrictedBoltzmannMachine, chains: Tensor? = nil, steps: Int = 1,
    with optimizer: any Optimizer, random: RandomStream
  ) {
    precondition(steps >= 1, "Boltzmann learning: chains of \(steps) steps")
    self.machine = machine
    self.chains = chains
    self.steps = steps
    self.optimizer = optimizer
    self.random = random
  }

  /// Takes one step uphill on the likelihood.
  ///
  /// - Parameter data: `[batch, visible]`: states, or the means of units that are not observed; as
  ///   many as there are persistent chains.
  public mutating func update(_ data: Tensor) {
    updates += 1
    let contrast = contrast(data, using: random.split(UInt64(updates)))
    if chains != nil { chains = contrast.samples }
    optimizer.step(&machine, gradients: contrast.gradients)
  }

  /// Makes many updates with batches drawn from data.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - data: where batches come from, `[batch, observed units]`.
  ///   - batchSize: the number of pictures in an update.
  ///   - completion: what the present machine makes of a batch: the means of units that are not
  ///     observed are added here.
  public mutating func run(
    updates count: Int, on data: any DataSource, batchSize: Int = 100,
    completing completion: (_ machine: RestrictedBoltzmannMachine, _ batch: Tensor) -> Tensor = {
      $1
    }
  ) {
    precondition(
      count >= 0 && batchSize > 0,
      "Boltzmann learning: \(count) updates with batches of \(batchSize)")
    for _ in 0..<count {
      var stream = random.split("data").split(UInt64(updates))
      update(completion(machine, data.sample(batchSize, using: &stream)))
    }
  }

  /// What an update learns from.
  ///
  /// - Parameters:
  ///   - data: `[batch, visible]`.
  ///   - random: the stream to draw from.
  /// - Returns: the ends of the chains, `[batch, visible]`, and the gradients of the mean contrast
  ///   `F(data) − F(samples)` by W, b and c.
  public func contrast(
    _ data: Tensor, using random: RandomStream
  ) -> (samples: Tensor, gradients: [Tensor]) {
    precondition(
      data.rank == 2 && data.rowCount > 0 && data.shape[1] == machine.size.visible,
      "Boltzmann learning: data \(data.shape) for \(machine.size.visible) visible units")
    precondition(
      chains.map { $0.shape == data.shape } ?? true,
      "Boltzmann learning: persistent chains \(chains!.shape) and data \(data.shape)")
    // Constants that are only read.
    nonisolated(unsafe) let learning = self
    let rate = -1 / Float(data.rowCount)
    // Cut where no number of threads has a say.
    let shards = Parallel.mapChunks(of: data.rowCount, size: 50) { rows in
      var shardRandom = random.split(UInt64(rows.lowerBound))
      return learning.correlations(
        data.rows(rows), from: learning.chains?.rows(rows), using: &shardRandom)
    }
    var sum = shards[0].correlations
    for shard in shards.dropFirst() { for i in sum.indices { sum[i] += shard.correlations[i] } }
    return (.concatenated(shards.map(\.samples)), sum.map { $0 * rate })
  }

  // snippet.correlations
  /// Correlations under data less those under samples, and the samples.
  private func correlations(
    _ v: Tensor, from start: Tensor?, using random: inout RandomStream
  ) -> (samples: Tensor, correlations: [Tensor]) {
    let p = machine.hiddenProbabilities(v)
    var (x, q) = (start ?? v, start.map(machine.hiddenProbabilities) ?? p)
    for _ in 0..<steps {
      x = random.units(machine.visibleProbabilities(random.units(q)))
      q = machine.hiddenProbabilities(x)
    }
    let pairs =
      sparseProduct(v, p, transposeLeft: true) - sparseProduct(x, q, transposeLeft: true)
    return (x, [pairs, (v - x).sum(axis: 0), (p - q).sum(axis: 0)])
  }
  // snippet.end
}
