import Elementary
import Tensors

/// A tensor that knows how it was computed, so that it can be differentiated.
///
/// A variable that a `Tape` made, or that was computed from one, is *tracked*: every operation on
/// it is recorded. All others are constants, and operations on constants alone leave no trace and
/// cost nothing extra. A variable is a value: no operation changes it.
///
/// ```swift
/// let tape = Tape()
/// let x = tape.variable(Tensor([1.0, 2.0]))
/// let y = (x * x).sum()
/// gradient(of: y, withRespectTo: [x])[0].value        // [2, 4]
/// ```
public struct Variable {
  /// The numbers.
  public private(set) var value: Tensor

  /// Where it is recorded: `nil` for a constant.
  let tape: Tape?
  /// Its node on that tape.
  let index: Int
  /// Which recording of that tape: it begins anew with every `clear()`.
  let recording: Int

  /// A constant.
  public init(_ value: Tensor) {
    self.value = value
    tape = nil
    index = -1
    recording = 0
  }

  init(_ value: Tensor, tape: Tape, index: Int) {
    self.value = value
    self.tape = tape
    self.index = index
    recording = tape.recording
  }

  /// The length of every axis.
  public var shape: [Int] { value.shape }

  /// The number of axes.
  public var rank: Int { value.rank }

  /// The number of elements.
  public var count: Int { value.count }

  /// Whether operations on this variable are recorded.
  public var isTracked: Bool { tape != nil }

  /// The same numbers as a constant: no derivative passes through it.
  public func detached() -> Variable { Variable(value) }

  /// Changes a constant in place, without a copy if nobody else holds its numbers.
  package mutating func update(_ change: (inout Tensor) -> Void) {
    precondition(tape == nil, "a tracked variable of shape \(shape) cannot be changed")
    change(&value)
  }
}

extension Variable: CustomStringConvertible {
  /// Shape and elements, and whether it is tracked.
  public var description: String { "Variable(\(value)\(isTracked ? ", tracked" : ""))" }
}
