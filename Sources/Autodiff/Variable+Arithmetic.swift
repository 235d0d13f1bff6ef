import Tensors

// Every operation states its value and, for each operand, its derivative. Shapes broadcast.

extension Derivative {
  /// The derivative of a sum with respect to a summand.
  static let identity = Derivative.elementwise { d, _ in d }
}

extension Variable {
  /// Elementwise sum; shapes broadcast.
  public static func + (x: Variable, y: Variable) -> Variable {
    record(x.value + y.value, [(x, .identity), (y, .identity)])
  }

  /// Elementwise difference; shapes broadcast.
  public static func - (x: Variable, y: Variable) -> Variable {
    record(x.value - y.value, [(x, .identity), (y, .elementwise { d, _ in -d })])
  }

  /// Elementwise product; shapes broadcast.
  public static func * (x: Variable, y: Variable) -> Variable {
    record(
      x.value * y.value,
      [(x, .elementwise { d, at in d * at[1] }), (y, .elementwise { d, at in d * at[0] })])
  }

  /// Elementwise quotient; shapes broadcast.
  public static func / (x: Variable, y: Variable) -> Variable {
    record(
      x.value / y.value,
      [
        (x, .elementwise { d, at in d / at[1] }),
        (y, .elementwise { d, at in -(d * at.result / at[1]) }),
      ])
  }

  /// Elementwise negation.
  public static prefix func - (x: Variable) -> Variable {
    record(-x.value, [(x, .elementwise { d, _ in -d })])
  }

  /// Adds a number to every element.
  public static func + (x: Variable, c: Float) -> Variable {
    record(x.value + c, [(x, .identity)])
  }
  public static func + (c: Float, x: Variable) -> Variable { x + c }

  /// Subtracts a number from every element.
  public static func - (x: Variable, c: Float) -> Variable {
    record(x.value - c, [(x, .identity)])
  }
  public static func - (c: Float, x: Variable) -> Variable {
    record(c - x.value, [(x, .elementwise { d, _ in -d })])
  }

  /// Multiplies every element by a number.
  public static func * (x: Variable, c: Float) -> Variable {
    record(x.value * c, [(x, .elementwise { d, _ in d * c })])
  }
  public static func * (c: Float, x: Variable) -> Variable { x * c }

  /// Divides every element by a number.
  public static func / (x: Variable, c: Float) -> Variable {
    record(x.value / c, [(x, .elementwise { d, _ in d / c })])
  }

  /// A number divided by every element.
  public static func / (c: Float, x: Variable) -> Variable {
    record(c / x.value, [(x, .elementwise { d, at in -(d * at.result / at[0]) })])
  }

  public static func += (x: inout Variable, y: Variable) { x = x + y }
  public static func -= (x: inout Variable, y: Variable) { x = x - y }
  public static func *= (x: inout Variable, y: Variable) { x = x * y }
  public static func /= (x: inout Variable, y: Variable) { x = x / y }

  /// Elementwise square `x²`.
  public func square() -> Variable {
    Variable.record(value.square(), [(self, .elementwise { d, at in d * at[0] * 2 })])
  }

  /// Elementwise absolute value; its derivative at 0 counts as 0.
  public func abs() -> Variable {
    Variable.record(
      value.abs(),
      [
        (
          self,
          .elementwise { d, at in
            let x = at[0].value
            return d * Variable((x .> 0) - (x .< 0))
          }
        )
      ])
  }

  /// Elements of `yes` where the mask is not zero, else of `no`; all three shapes broadcast.
  ///
  /// - Parameters:
  ///   - mask: ones and zeros, for example `x.value .> 0`; shape `[n, 1]` picks whole rows.
  ///   - yes: values for mask 1.
  ///   - no: values for mask 0. What is not picked has no influence, on derivatives either, not
  ///     even if it is NaN.
  public static func `where`(_ mask: Tensor, _ yes: Variable, _ no: Variable) -> Variable {
    record(
      Tensor.where(mask, yes.value, no.value),
      [
        (yes, .elementwise { d, _ in .where(mask, d, Variable(Tensor(0))) }),
        (no, .elementwise { d, _ in .where(mask, Variable(Tensor(0)), d) }),
      ])
  }
}
