import Elementary
import HomeworkKit
import Tensors

/// vᵀA. An answer may call this with anything, so it says what is wrong.
func row(_ v: [Double], times matrix: [[Double]]) -> [Double] {
  precondition(
    v.count == matrix.count, "a direction of \(v.count) coordinates, not \(matrix.count)")
  return matrix[0].indices.map { j in sum(v.indices.map { v[$0] * matrix[$0][j] }) }
}

extension RandomStream {
  /// Rows of standard normal numbers.
  mutating func rows(_ n: Int, _ d: Int) -> [[Double]] { (0..<n).map { _ in normals(d) } }
}
