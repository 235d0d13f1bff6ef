import Elementary
import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct NearestNeighboursTests {
  /// Every pair compared in Double.
  @Test func agreesWithAllPairs() {
    var random = RandomStream(seed: 1)
    let (x, set) = (random.normal([40, 6]), random.normal([70, 6]))
    let found = NearestNeighbours(of: x, among: set)
    for row in 0..<40 {
      let distances = (0..<70).map { i in
        sqrt(
          sum(
            (0..<6).map { j in
              let z = Double(x[row, j]) - Double(set[i, j])
              return z * z
            }))
      }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }!
      #expect(found.indices[row] == nearest)
      expectClose(found.distances[row], distances[nearest], within: 1e-6)
    }
  }

  /// A copy has the distance 0, however large its norm.
  @Test func findsCopies() {
    var random = RandomStream(seed: 2)
    let set = random.normal([50, 3]) + 100
    let found = NearestNeighbours(of: set.gatherRows([7, 3, 3]), among: set)
    #expect(found.indices == [7, 3, 3] && found.distances == [0, 0, 0])
  }

  @Test func refusesOtherDimensions() async {
    await #expect(processExitsWith: .failure) {
      _ = NearestNeighbours(of: .zeros(2, 3), among: .zeros(2, 4))
    }
  }
}
