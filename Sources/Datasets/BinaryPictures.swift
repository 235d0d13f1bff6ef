import Elementary
import Tensors

extension LabelledImages {
  /// The pictures in black and white, as points of zeros and ones: 1 where there is more ink than
  /// the threshold.
  ///
  /// - Parameter threshold: from 0 to 1; 7/16 sets a third of the digits' pixels.
  /// - Returns: `[n, height · width]`.
  public func binaryPoints(threshold: Double = 7.0 / 16) -> Tensor {
    precondition((0...1).contains(threshold), "pictures cut at \(threshold), which is not in 0…1")
    return points .> Float(threshold)
  }
}

/// Bars and stripes: the patterns of n × n pixels in which every row is black or white, or every
/// column is, `[2ⁿ⁺¹ − 2, n²]`.
///
/// - Parameter n: from 1 to 8.
/// - Source: D. J. C. MacKay, "Information Theory, Inference, and Learning Algorithms" (2003), ch.
///   43.
public func barsAndStripes(_ n: Int) -> Tensor {
  precondition((1...8).contains(n), "bars and stripes of \(n) × \(n) pixels: from 1 to 8")
  let lines = 0..<(1 << n)
  func pattern(_ bit: (_ row: Int, _ column: Int) -> Int, _ line: Int) -> [Float] {
    (0..<(n * n)).map { Float(line >> bit($0 / n, $0 % n) & 1) }
  }
  let rows = lines.map { pattern({ row, _ in row }, $0) }
  // All white and all black are both; they count once.
  let columns = lines.dropFirst().dropLast().map { pattern({ _, column in column }, $0) }
  let patterns = rows + columns
  return Tensor(patterns.flatMap(\.self), shape: [patterns.count, n * n])
}
