import Elementary
import Samplers
import Tensors

/// Gibbs sampling on a checkerboard: every spin of one colour is drawn anew, given its neighbours,
/// which all have the other colour; then the other way round.
///
///     p(y_i = 1 | rest) = σ(2 (J Σ_{j ∼ i} y_j + b_i)/T)
///
/// Spins are compared with thresholds 512 at a time, bit by bit from the highest: `r < p` is decided
/// at the first binary digit in which r and p differ, after two digits on average and ten or eleven
/// for the slowest of 512. No more digits are drawn than that, but there may be 64.
///
/// - Exactness: the probability of each draw is `⌊2⁶⁴ p⌋/2⁶⁴`, with p to the accuracy of `sigmoid`,
///   about 1e-16.
/// - Source: S. Geman, D. Geman, IEEE Transactions on Pattern Analysis and Machine Intelligence 6
///   (1984), 721.
public struct HeatBath: MarkovKernel {
  private let width, height: Int
  private let boundary: IsingModel.Boundary
  private let use: SpinLanes.Use
  private let kinds: Kinds
  private var thresholds: [UInt64]

  /// - Parameters:
  ///   - model: for strips, one with the same field everywhere.
  ///   - use: what the bits of a word are.
  ///   - temperature: T > 0, which divides the energy; at ∞ all pictures are as probable.
  public init(_ model: IsingModel, as use: SpinLanes.Use = .chains, temperature: Double = 1) {
    precondition(temperature > 0, "heat bath at the temperature \(temperature)")
    precondition(
      use == .chains || model.field.allSatisfy { $0 == model.field[0] },
      "strips share their thresholds, so the field must be the same everywhere")
    let layout = SpinLanes(for: model, as: use)
    (width, height, boundary) = (layout.width, layout.height, layout.boundary)
    self.use = use
    kinds = Kinds(model, layout: layout)
    thresholds = kinds.thresholds(temperature: temperature)
  }

  /// The same heat bath at another temperature.
  public func at(temperature: Double) -> HeatBath {
    precondition(temperature > 0, "heat bath at the temperature \(temperature)")
    var bath = self
    bath.thresholds = kinds.thresholds(temperature: temperature)
    return bath
  }

  /// One sweep of all the lanes.
  public func step(_ x: inout SpinLanes, using random: inout RandomStream) {
    precondition(
      x.use == use && x.boundary == boundary && (x.width, x.height) == (width, height),
      "a heat bath for \(use), \(width) × \(height), \(boundary), on \(x.use), "
        + "\(x.width) × \(x.height), \(x.boundary)")
    for colour in 0..<2 {
      x.refreshHalo(of: 1 - colour)
      draw(colour, of: &x, using: &random)
    }
  }

  private func draw(_ colour: Int, of x: inout SpinLanes, using random: inout RandomStream) {
    let (stride, inRow) = (x.stride, (x.stride - 2) / 8)
    let groups = x.height * inRow
    let bits = random.planes(groups: groups, draws: 16)
    // Each group is written by one thread, and the other colour by none.
    var target: [UInt64] = []
    swap(&target, &x.colours[colour])
    target.withUnsafeMutableBufferPointer { target in
      x.colours[1 - colour].withUnsafeBufferPointer { others in
        thresholds.withUnsafeBufferPointer { thresholds in
          nonisolated(unsafe) let (target, others) = (target.baseAddress!, others.baseAddress!)
          nonisolated(unsafe) let thresholds = thresholds.baseAddress!
          Parallel.forEachChunk(of: groups, size: 32) { chunk in
            for group in chunk {
              let row = group / inRow
              let i = (row + 1) * stride + 1 + 8 * (group % inRow)
              let side = (row + colour) & 1 == 0 ? -1 : 1
              let n = NeighbourCount(
                load(others + i), load(others + i + side), load(others + i - stride),
                load(others + i + stride))
              let t = thresholds + 40 * (colour * groups + group)
              store(drawn(n, t, bits, group), to: target + i)
            }
          }
        }
      }
    }
    swap(&target, &x.colours[colour])
  }
}

/// 512 spins.
typealias Spins512 = SIMD8<UInt64>

@inline(__always)
private func load(_ words: UnsafePointer<UInt64>) -> Spins512 {
  UnsafeRawPointer(words).loadUnaligned(as: Spins512.self)
}

@inline(__always)
private func store(_ spins: Spins512, to words: UnsafeMutablePointer<UInt64>) {
  UnsafeMutableRawPointer(words).storeBytes(of: spins, as: Spins512.self)
}

/// How many of four neighbours are up, for each of 512 spins, in binary: `ones + 2 twos + 4 fours`.
struct NeighbourCount {
  let ones, twos, fours: Spins512

  @inline(__always)
  init(_ a: Spins512, _ b: Spins512, _ c: Spins512, _ d: Spins512) {
    let (first, second) = (a ^ b, c ^ d)
    let (bothFirst, bothSecond) = (a & b, c & d)
    ones = first ^ second
    twos = (bothFirst ^ bothSecond) | (first & second)
    fours = bothFirst & bothSecond
  }
}

// snippet.heat-bath
/// 512 spins drawn from their conditionals. Each compares a random number r, made bit by bit, with
/// the threshold that belongs to its number of neighbours up; the first bit that differs decides.
@inline(__always)
private func drawn(
  _ n: NeighbourCount, _ thresholds: UnsafePointer<UInt64>, _ random: RandomPlanes, _ group: Int
) -> Spins512 {
  var t = FiveThresholds(thresholds)
  var (below, undecided) = (Spins512.zero, Spins512(repeating: .max))
  func compare(_ r: Spins512) {
    let bit = t.nextBit(for: n)
    below |= undecided & bit & ~r
    undecided &= ~(bit ^ r)
  }
  var draw = 0
  repeat {
    let r = random.four(group: group, draw: draw).planes
    compare(r.0)
    compare(r.1)
    compare(r.2)
    compare(r.3)
    draw += 1
  } while undecided != .zero && draw < 16
  return below
}
// snippet.end

/// The thresholds of 512 spins, eight places of 64 lanes each, for 0…4 neighbours up.
private struct FiveThresholds {
  private var t0, t1, t2, t3, t4: Spins512

  @inline(__always)
  init(_ words: UnsafePointer<UInt64>) {
    (t0, t1, t2) = (load(words), load(words + 8), load(words + 16))
    (t3, t4) = (load(words + 24), load(words + 32))
  }

  /// The next lower bit of the threshold that each spin compares with.
  @inline(__always)
  mutating func nextBit(for n: NeighbourCount) -> Spins512 {
    let (b0, b1, b2) = (highBit(t0), highBit(t1), highBit(t2))
    let (b3, b4) = (highBit(t3), highBit(t4))
    t0 &+= t0
    t1 &+= t1
    t2 &+= t2
    t3 &+= t3
    t4 &+= t4
    let few = b0 ^ ((b0 ^ b1) & n.ones)  // 0 or 1 up
    let some = b2 ^ ((b2 ^ b3) & n.ones)  // 2 or 3 up
    let most = few ^ ((few ^ some) & n.twos)
    return most ^ ((most ^ b4) & n.fours)
  }

  /// The highest bit of each word, in all its bits.
  @inline(__always)
  private func highBit(_ words: Spins512) -> Spins512 {
    let signed = unsafeBitCast(words, to: SIMD8<Int64>.self)
    return unsafeBitCast(signed &>> 63, to: Spins512.self)
  }
}

/// The kinds of pixels, by their numbers of neighbours and their fields, and where each kind is.
private struct Kinds: Sendable {
  struct Kind: Hashable {
    let degree: Int
    let field: Double
  }
  private(set) var kinds: [Kind] = []
  /// The kind of each place, eight for every group, the first colour before the second; −1 beyond
  /// the edge.
  private(set) var places: [Int]
  private let coupling: Double

  init(_ model: IsingModel, layout: SpinLanes) {
    let inRow = (layout.stride - 2) / 8
    coupling = model.coupling
    places = Array(repeating: -1, count: 16 * layout.height * inRow)
    var numbers: [Kind: Int] = [:]
    for row in 0..<layout.height {
      for column in 0..<layout.width {
        let pixel = row * layout.width + column
        var degree = 0
        model.forEachNeighbour(of: pixel) { _ in degree += 1 }
        let kind = Kind(degree: degree, field: model.field[pixel])
        let number = numbers[kind] ?? kinds.count
        if number == kinds.count {
          kinds.append(kind)
          numbers[kind] = number
        }
        let rowOfColour = (row + column) % 2 * layout.height + row
        places[8 * rowOfColour * inRow + column / 2] = number
      }
    }
  }

  /// `2⁶⁴ p(y = 1)` for 0…4 neighbours up: five times eight words for every group. Places beyond
  /// the edge have 0, so that they stay down.
  func thresholds(temperature: Double) -> [UInt64] {
    let ofKinds = kinds.map { kind in
      (0..<5).map { ups -> UInt64 in
        let pull = coupling * Double(2 * ups - kind.degree) + kind.field
        let p = sigmoid(2 * pull / temperature)
        return p < 1 ? UInt64(p * 0x1p64) : .max
      }
    }
    var values = Array(repeating: UInt64(0), count: 5 * places.count)
    for (place, kind) in places.enumerated() where kind >= 0 {
      for ups in 0..<5 { values[40 * (place / 8) + 8 * ups + place % 8] = ofKinds[kind][ups] }
    }
    return values
  }
}
