import Elementary
import HomeworkKit
import Tensors

/// vᵀA. An answer may call this with anything, so it says what is wrong.
func row(_ v: [Double], times matrix: [[Double]]) -> [Double] {
  precondition(
    v.count == matrix.count, "a direction of \(v.count) coordinates, not \(matrix.count)")
  return matrix[0].indices.map { j in sum(v.indices.map { v[$0] * matrix[$0][j] }) }
}

/// Rows of standard normal numbers.
func normalRows(_ n: Int, _ d: Int, using random: inout RandomStream) -> [[Double]] {
  (0..<n).map { _ in random.normals(d) }
}
