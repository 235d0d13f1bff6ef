import Tensors

// These operations only move numbers: each is a linear map with its transpose beside it.

extension Variable {
  /// The same elements, in the same order, under another shape; one length may be −1 and is then
  /// inferred.
  public func reshaped(_ shape: Int...) -> Variable { reshaped(to: shape) }

  /// The same elements, in the same order, under another shape.
  public func reshaped(to shape: [Int]) -> Variable {
    if self.shape == shape { return self }
    return .record(value.reshaped(to: shape), of: self) { d, at in
      d.reshaped(to: at.result.shape)
    } pullback: { g, at in
      g.reshaped(to: at[0].shape)
    }
  }

  /// The matrix with rows and columns exchanged.
  public func transposed() -> Variable {
    .record(value.transposed(), of: self) { d, _ in
      d.transposed()
    } pullback: { g, _ in
      g.transposed()
    }
  }

  /// A slab of consecutive indices along one axis; the other axes stay.
  public func sliced(axis: Int, _ range: Range<Int>) -> Variable {
    .record(value.sliced(axis: axis, range), of: self) { d, _ in
      d.sliced(axis: axis, range)
    } pullback: { g, at in
      g.padded(axis: axis, into: range, of: at[0].shape[axis])
    }
  }

  /// The elements in their place among zeros on a longer axis: the transpose of `sliced`.
  public func padded(axis: Int, into range: Range<Int>, of length: Int) -> Variable {
    .record(value.padded(axis: axis, into: range, of: length), of: self) { d, _ in
      d.padded(axis: axis, into: range, of: length)
    } pullback: { g, _ in
      g.sliced(axis: axis, range)
    }
  }

  /// Some consecutive rows: the first axis is cut, the others stay.
  public func rows(_ range: Range<Int>) -> Variable { sliced(axis: 0, range) }

  /// Some consecutive columns of a matrix.
  public func columns(_ range: Range<Int>) -> Variable { sliced(axis: 1, range) }

  /// Row `i`, without the first axis.
  public func row(_ i: Int) -> Variable {
    rows(i..<(i + 1)).reshaped(to: Array(shape.dropFirst()))
  }

  /// Column `j` of a matrix, a vector.
  public func column(_ j: Int) -> Variable { columns(j..<(j + 1)).reshaped(to: [shape[0]]) }

  /// Rows picked by index, in the order given; an index may repeat.
  public func gatherRows(_ indices: [Int]) -> Variable {
    .record(value.gatherRows(indices), of: self) { d, _ in
      d.gatherRows(indices)
    } pullback: { g, at in
      g.scatteredRows(indices, of: at[0].shape[0])
    }
  }

  /// Adds each row to the row that its index names: the transpose of `gatherRows`.
  public func scatteredRows(_ indices: [Int], of rows: Int) -> Variable {
    .record(value.scatteredRows(indices, of: rows), of: self) { d, _ in
      d.scatteredRows(indices, of: rows)
    } pullback: { g, _ in
      g.gatherRows(indices)
    }
  }

  /// Variables joined along an axis; all other lengths agree.
  public static func concatenated(_ parts: [Variable], axis: Int = 0) -> Variable {
    let value = Tensor.concatenated(parts.map(\.value), axis: axis)
    let length = value.shape[axis]
    var end = 0
    let operands = parts.map { part in
      let range = end..<(end + part.shape[axis])
      end = range.upperBound
      let derivative = Derivative { d, _ in
        d.padded(axis: axis, into: range, of: length)
      } pullback: { g, _ in
        g.sliced(axis: axis, range)
      }
      return (part, derivative)
    }
    return record(value, of: operands)
  }
}
