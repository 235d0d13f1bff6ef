import Tensors

// Every operation states its value and then, for each operand, its derivative: what becomes of a
// small change `d` of the operand. Shapes broadcast.

extension Variable {
  /// Elementwise sum; shapes broadcast.
  public static func + (x: Variable, y: Variable) -> Variable {
    elementwise(x.value + y.value, of: x, y) { d, _ in
      d
    } dy: { d, _ in
      d
    }
  }

  /// Elementwise difference; shapes broadcast.
  public static func - (x: Variable, y: Variable) -> Variable {
    elementwise(x.value - y.value, of: x, y) { d, _ in
      d
    } dy: { d, _ in
      -d
    }
  }

  /// Elementwise product; shapes broadcast.
  public static func * (x: Variable, y: Variable) -> Variable {
    elementwise(x.value * y.value, of: x, y) { d, at in
      d * at[1]
    } dy: { d, at in
      d * at[0]
    }
  }

  /// Elementwise quotient; shapes broadcast.
  public static func / (x: Variable, y: Variable) -> Variable {
    elementwise(x.value / y.value, of: x, y) { d, at in
      d / at[1]
    } dy: { d, at in
      -(d * at.result / at[1])
    }
  }

  /// Elementwise negation.
  public static prefix func - (x: Variable) -> Variable {
    elementwise(-x.value, of: x) { d, _ in -d }
  }

  /// Adds a number to every element.
  public static func + (x: Variable, c: Float) -> Variable {
    elementwise(x.value + c, of: x) { d, _ in d }
  }
  public static func + (c: Float, x: Variable) -> Variable { x + c }

  /// Subtracts a number from every element.
  public static func - (x: Variable, c: Float) -> Variable {
    elementwise(x.value - c, of: x) { d, _ in d }
  }
  public static func - (c: Float, x: Variable) -> Variable {
    elementwise(c - x.value, of: x) { d, _ in -d }
  }

  /// Multiplies every element by a number.
  public static func * (x: Variable, c: Float) -> Variable {
    elementwise(x.value * c, of: x) { d, _ in d * c }
  }
  public static func * (c: Float, x: Variable) -> Variable { x * c }

  /// Divides every element by a number.
  public static func / (x: Variable, c: Float) -> Variable {
    elementwise(x.value / c, of: x) { d, _ in d / c }
  }

  /// A number divided by every element.
  public static func / (c: Float, x: Variable) -> Variable {
    elementwise(c / x.value, of: x) { d, at in -(d * at.result / at[0]) }
  }

  public static func += (x: inout Variable, y: Variable) { x = x + y }
  public static func -= (x: inout Variable, y: Variable) { x = x - y }
  public static func *= (x: inout Variable, y: Variable) { x = x * y }
  public static func /= (x: inout Variable, y: Variable) { x = x / y }

  /// Elementwise square `x²`.
  public func square() -> Variable {
    .elementwise(value.square(), of: self) { d, at in d * at[0] * 2 }
  }

  /// Elementwise absolute value; its derivative at 0 counts as 0.
  public func abs() -> Variable {
    .elementwise(value.abs(), of: self) { d, at in
      let x = at[0].value
      return d * Variable((x .> 0) - (x .< 0))
    }
  }

  /// Elements of `yes` where the mask is not zero, else of `no`; all three shapes broadcast.
  ///
  /// - Parameters:
  ///   - mask: ones and zeros, for example `x.value .> 0`; shape `[n, 1]` picks whole rows.
  ///   - yes: values for mask 1.
  ///   - no: values for mask 0.
  /// - Returns: what is not picked has no influence, not even if it is NaN, and gets a derivative
  ///   of exactly 0.
  public static func `where`(_ mask: Tensor, _ yes: Variable, _ no: Variable) -> Variable {
    elementwise(Tensor.where(mask, yes.value, no.value), of: yes, no) { d, _ in
      .where(mask, d, Variable(Tensor(0)))
    } dy: { d, _ in
      .where(mask, Variable(Tensor(0)), d)
    }
  }
}
