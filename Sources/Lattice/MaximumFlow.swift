import Elementary

/// The maximum flow through a grid, by Dinic's algorithm.
///
/// Water enters at some pixels, up to their supply, leaves at others, up to their demand, and flows
/// between neighbours, up to the capacity of the pipe. In each round a breadth-first search gives
/// every pixel its distance from the water; paths along which the distance grows by one in each step
/// are then filled until none is left. Each round makes the shortest path longer, so they end.
///
/// All amounts are whole numbers, so nothing is rounded.
///
/// - Source: E. A. Dinic, Soviet Mathematics Doklady 11 (1970), 1277.
struct MaximumFlow {
  /// What is left of each pipe: `4 i + k` leads from pixel i up, down, left or right, for k = 0…3.
  private(set) var capacity: [Int]
  private(set) var supply, demand: [Int]
  /// The flow so far.
  private(set) var value = 0
  private let steps: [Int]
  private var distance: [Int]

  /// - Parameters:
  ///   - width: pixels in a row.
  ///   - capacity: of the pipes as above, not negative; 0 where there is no neighbour.
  ///   - supply, demand: one number a pixel, not negative.
  init(width: Int, capacity: [Int], supply: [Int], demand: [Int]) {
    (self.capacity, self.supply, self.demand) = (capacity, supply, demand)
    steps = [-width, width, -1, 1]
    distance = Array(repeating: -1, count: supply.count)
    while findDistances() { fillShortestPaths() }
  }

  /// Whether water could still reach a pixel; where it could not, the cut runs.
  func isReached(_ pixel: Int) -> Bool { distance[pixel] >= 0 }

  /// The number of steps from the nearest pixel with water left, −1 if there is no way.
  /// - Returns: whether a pixel with demand left is reached.
  private mutating func findDistances() -> Bool {
    var queue = supply.indices.filter { supply[$0] > 0 }
    for i in distance.indices { distance[i] = supply[i] > 0 ? 0 : -1 }
    var (next, reaches) = (0, false)
    while next < queue.count {
      let i = queue[next]
      next += 1
      if demand[i] > 0 { reaches = true }
      for k in 0..<4 where capacity[4 * i + k] > 0 && distance[i + steps[k]] < 0 {
        distance[i + steps[k]] = distance[i] + 1
        queue.append(i + steps[k])
      }
    }
    return reaches
  }

  // snippet.fill
  private mutating func fillShortestPaths() {
    var nextPipe = Array(repeating: 0, count: supply.count)
    for source in supply.indices where supply[source] > 0 {
      var (i, path) = (source, [Int]())  // the pipes from the source to i
      while supply[source] > 0 {
        if demand[i] > 0 {
          let amount = path.reduce(min(supply[source], demand[i])) { min($0, capacity[$1]) }
          push(amount, from: source, along: path, to: i)
          (i, path) = (source, [])
        } else if let k = (nextPipe[i]..<4).first(where: { leadsOn(i, $0) }) {
          nextPipe[i] = k
          path.append(4 * i + k)
          i += steps[k]
        } else {
          nextPipe[i] = 4  // a dead end: back, and never again this way
          guard let pipe = path.popLast() else { break }
          i = pipe / 4
          nextPipe[i] += 1
        }
      }
    }
  }
  // snippet.end

  private func leadsOn(_ i: Int, _ k: Int) -> Bool {
    capacity[4 * i + k] > 0 && distance[i + steps[k]] == distance[i] + 1
  }

  /// Sends water along a path. What flows one way can be taken back: the opposite pipe, `k ^ 1`,
  /// gains what this one loses.
  private mutating func push(_ amount: Int, from source: Int, along path: [Int], to sink: Int) {
    supply[source] -= amount
    demand[sink] -= amount
    value += amount
    for pipe in path {
      capacity[pipe] -= amount
      capacity[4 * (pipe / 4 + steps[pipe % 4]) + pipe % 4 ^ 1] += amount
    }
  }
}
