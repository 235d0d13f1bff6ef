import Tensors

/// Tensors as plain arrays, and operations on them by naive loops.
struct Plain: Equatable {
  var shape: [Int]
  var values: [Float]

  init(_ shape: [Int], _ values: [Float]) {
    (self.shape, self.values) = (shape, values)
  }

  init(_ tensor: Tensor) { self.init(tensor.shape, tensor.scalars) }

  /// Same shape and the same bits, where all NaN count as one.
  static func == (left: Plain, right: Plain) -> Bool {
    left.shape == right.shape
      && zip(left.values, right.values).allSatisfy {
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      }
  }

  subscript(index: [Int]) -> Float {
    zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 } < values.count
      ? values[zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }] : .nan
  }

  /// All index tuples of a shape, the last running fastest.
  static func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, length in prefixes.flatMap { p in (0..<length).map { p + [$0] } }
    }
  }

  /// An operation on two arrays, NumPy's broadcasting by the book.
  static func combine(_ a: Plain, _ b: Plain, _ operation: (Float, Float) -> Float) -> Plain {
    let rank = max(a.shape.count, b.shape.count)
    func extended(_ shape: [Int]) -> [Int] {
      [Int](repeating: 1, count: rank - shape.count) + shape
    }
    let (sa, sb) = (extended(a.shape), extended(b.shape))
    let shape = zip(sa, sb).map { $0 == 1 ? $1 : $0 }
    let values = indices(shape).map { index in
      operation(
        Plain(sa, a.values)[zip(index, sa).map { $1 == 1 ? 0 : $0 }],
        Plain(sb, b.values)[zip(index, sb).map { $1 == 1 ? 0 : $0 }])
    }
    return Plain(shape, values)
  }

  func map(_ function: (Float) -> Float) -> Plain { Plain(shape, values.map(function)) }
}

/// Numbers of both signs and many magnitudes, with zeros among them; the same for the same shape.
func sample(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
  var random = RandomStream(seed: seed)
  let values = (0..<shape.reduce(1, *)).map { _ -> Float in
    switch random.integer(below: 10) {
    case 0: return 0
    case 1: return Float(random.normal() * 1e4)
    case 2: return Float(random.normal() * 1e-4)
    default: return Float(random.normal())
    }
  }
  return Tensor(values, shape: shape)
}

/// Numbers at which IEEE 754 has something special to say.
let specialValues: [Float] = [
  0, -0.0, 1, -1, 0.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
  -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .pi, 1e-20, -1e20,
  2, 3,
]
