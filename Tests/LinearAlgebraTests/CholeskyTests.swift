import Elementary
import LinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyTests {
  let matrix = [[4, 2, -1], [2, 5, 0.5], [-1, 0.5, 3.0]]

  @Test func factorMultipliesBack() throws {
    let l = try #require(Cholesky(matrix)).lower
    for i in 0..<3 {
      for j in 0..<3 {
        let entry = (0..<3).reduce(0.0) { $0 + l[i][$1] * l[j][$1] }
        expectClose(entry, matrix[i][j], within: 1e-15)
        if j > i { #expect(l[i][j] == 0) }
      }
    }
  }

  @Test func solvesAndInverts() throws {
    let factor = try #require(Cholesky(matrix))
    let x = factor.solve([1, -2, 0.5])
    for (row, b) in zip(matrix, [1, -2, 0.5]) {
      expectClose(zip(row, x).reduce(0) { $0 + $1.0 * $1.1 }, b, within: 1e-14)
    }
    let inverse = factor.inverse
    for i in 0..<3 {
      for j in 0..<3 {
        let product = (0..<3).reduce(0.0) { $0 + matrix[i][$1] * inverse[$1][j] }
        expectClose(product, i == j ? 1 : 0, within: 1e-14, scale: 1)
        #expect(inverse[i][j] == inverse[j][i])
      }
    }
    // Sarrus's rule: 60 − 1 − 1 − 5 − 1 − 12 = 40.
    expectClose(factor.logDeterminant, log(40), within: 1e-14)
    let white = factor.whiten([1, -2, 0.5])
    expectClose(
      white.reduce(0) { $0 + $1 * $1 }, zip(x, [1, -2, 0.5]).reduce(0) { $0 + $1.0 * $1.1 },
      within: 1e-14)
  }

  @Test func knowsWhatIsNotPositiveDefinite() {
    #expect(Cholesky([[1, 2], [2, 1]]) == nil)
    #expect(Cholesky([[0]]) == nil)
    #expect(Cholesky([[.nan]]) == nil)
  }

  @Test func refusesAsymmetry() async {
    await #expect(processExitsWith: .failure) { _ = Cholesky([[1, 0.5], [0.4, 1]]) }
  }
}
