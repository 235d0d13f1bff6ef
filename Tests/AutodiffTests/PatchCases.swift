import Autodiff
import Tensors

extension OperationCase {
  static let pictures: [OperationCase] =
    [
      ([1, 3, 4, 2], PatchWindow(size: 2)), ([2, 3, 3, 1], PatchWindow(size: 3, padding: 1)),
      ([1, 5, 4, 1], PatchWindow(size: 3, stride: 2, padding: 1)),
      ([1, 4, 4, 1], PatchWindow(size: 3, stride: 3, padding: 2)),
    ].flatMap { shape, window in
      let patches = Grid(shape) { _ in 0 }.patches(window).shape
      return [
        OperationCase(
          "patches \(window)", [shape], { $0[0].patches(window) }, { $0[0].patches(window) }),
        OperationCase(
          "summed patches \(window)", [patches], { $0[0].summedPatches(window, into: shape) },
          { $0[0].summedPatches(window, into: shape) }),
      ]
    } + [
      OperationCase(
        "convolution", [[1, 3, 3, 2], [8, 3], [3]],
        { linear($0[0].patches(PatchWindow(size: 2)), weight: $0[1], bias: $0[2]) },
        { $0[0].patches(PatchWindow(size: 2)).times($0[1]) + $0[2] }),
      OperationCase(
        "average", [[1, 4, 2, 2]], { $0[0].averagePooled(2) },
        { x in
          Grid([1, 2, 1, 2]) { to in
            [(0, 0), (0, 1), (1, 0), (1, 1)].reduce(0) {
              $0 + x[0][[0, 2 * to[1] + $1.0, $1.1, to[3]]] / 4
            }
          }
        }),
      OperationCase(
        "upsample", [[2, 2, 1, 2]], { $0[0].upsampled(2) },
        { x in Grid([2, 4, 2, 2]) { x[0][[$0[0], $0[1] / 2, $0[2] / 2, $0[3]]] } }),
    ]
}

extension Grid {
  /// The place in the picture of a number of a patch, or `nil` beyond the edge.
  private static func place(
    _ row: Int, _ column: Int, in shape: [Int], _ window: PatchWindow
  ) -> [Int]? {
    let columns = window.places(along: shape[2])
    let places = window.places(along: shape[1]) * columns
    let (b, r, q) = (row / places, row % places / columns, row % columns)
    let (i, j) = (column / shape[3] / window.size, column / shape[3] % window.size)
    let (y, x) = (r * window.stride + i - window.padding, q * window.stride + j - window.padding)
    guard (0..<shape[1]).contains(y), (0..<shape[2]).contains(x) else { return nil }
    return [b, y, x, column % shape[3]]
  }

  fileprivate func patches(_ window: PatchWindow) -> Grid {
    let rows = shape[0] * window.places(along: shape[1]) * window.places(along: shape[2])
    return Grid([rows, window.size * window.size * shape[3]]) { index in
      Grid.place(index[0], index[1], in: shape, window).map { self[$0] } ?? 0
    }
  }

  fileprivate func summedPatches(_ window: PatchWindow, into shape: [Int]) -> Grid {
    var sums: [[Int]: Double] = [:]
    for index in Grid.indices(self.shape) {
      if let place = Grid.place(index[0], index[1], in: shape, window) {
        sums[place, default: 0] += self[index]
      }
    }
    return Grid(shape) { sums[$0] ?? 0 }
  }
}
