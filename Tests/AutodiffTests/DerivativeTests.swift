import Autodiff
import Tensors
import Testing

/// Every operation against central differences of its reference in `Double`.
///
/// With weights w, φ(x) = Σ w_j f_j(x) is a scalar whose gradient, and whose second derivatives
/// along a direction v, are compared number by number.
@Suite struct DerivativeTests {
  /// What a case is evaluated at: the same numbers as tensors and as grids.
  struct Setting {
    let inputs: [Grid]
    let directions: [Grid]
    let weights: Grid

    init(_ testCase: OperationCase) {
      var random = RandomStream(seed: 20, stream: UInt64(testCase.name.utf8.count))
      func draw(_ shape: [Int], _ domain: ClosedRange<Double>) -> Grid {
        Grid(shape) { _ in
          while true {
            let (low, high) = (domain.lowerBound, domain.upperBound)
            let x = Double(Float(low + (high - low) * random.uniform()))
            if x.magnitude > 0.1 { return x }
          }
        }
      }
      inputs = testCase.shapes.map { draw($0, testCase.domain) }
      directions = testCase.shapes.map { draw($0, -1...1) }
      weights = draw(testCase.reference(inputs).shape, -1...1)
    }
  }

  static func tensor(_ grid: Grid) -> Tensor { Tensor(grid.values, shape: grid.shape) }

  /// φ at x + s v + t e, where e is the unit vector of one element of one input.
  static func phi(
    _ testCase: OperationCase, _ setting: Setting, along s: Double, unit: (Int, Int)? = nil,
    by t: Double = 0
  ) -> Double {
    var moved = zip(setting.inputs, setting.directions).map { x, v in x + v.map { s * $0 } }
    if let (input, element) = unit { moved[input].values[element] += t }
    return (testCase.reference(moved) * setting.weights).values.reduce(0, +)
  }

  /// The derivative at 0, by differences of fourth order.
  static func slope(_ h: Double, _ f: (Double) -> Double) -> Double {
    (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)
  }

  static func expectClose(
    _ measured: Tensor, _ expected: [Double], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(measured.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    for (i, (m, e)) in zip(measured.doubles, expected).enumerated() {
      // Written so that NaN fails.
      #expect(
        (m - e).magnitude <= 1e-5 * (1 + e.magnitude), "\(what), element \(i): \(m) and \(e)",
        sourceLocation: sourceLocation)
    }
  }

  /// The inputs on a fresh tape, and φ.
  static func record(_ testCase: OperationCase, _ setting: Setting) -> ([Variable], Variable) {
    let tape = Tape()
    let x = setting.inputs.map { tape.variable(tensor($0)) }
    return (x, (testCase.operation(x) * Variable(tensor(setting.weights))).sum())
  }

  @Test(arguments: OperationCase.all) func value(_ testCase: OperationCase) {
    let setting = Setting(testCase)
    let expected = testCase.reference(setting.inputs)
    let y = testCase.operation(setting.inputs.map { Variable(Self.tensor($0)) })
    #expect(!y.isTracked)
    #expect(y.shape == expected.shape)
    Self.expectClose(y.value, expected.values, "value")
  }

  @Test(arguments: OperationCase.all) func gradient(_ testCase: OperationCase) {
    let setting = Setting(testCase)
    let (x, y) = Self.record(testCase, setting)
    let expected = Self.gradient(setting) { unit, t in
      Self.phi(testCase, setting, along: 0, unit: unit, by: t)
    }
    for recording in [true, false] {
      let gradients = Autodiff.gradient(of: y, withRespectTo: x, recording: recording)
      for (input, g) in gradients.enumerated() {
        #expect(g.shape == x[input].shape)
        Self.expectClose(g.value, expected[input], "gradient by input \(input)")
      }
    }
  }

  @Test(arguments: OperationCase.all) func jacobianVectorProduct(_ testCase: OperationCase) {
    let setting = Setting(testCase)
    for input in setting.inputs.indices {
      let tape = Tape()
      let x = setting.inputs.map { tape.variable(Self.tensor($0)) }
      let y = testCase.operation(x)
      let v = setting.directions[input]
      let product = Autodiff.jacobianVectorProduct(
        of: y, withRespectTo: x[input], along: Variable(Self.tensor(v)))
      #expect(product.shape == y.shape)
      let expected = (0..<y.count).map { element in
        Self.slope(1e-3) { t in
          var moved = setting.inputs
          moved[input] = moved[input] + v.map { t * $0 }
          return testCase.reference(moved).values[element]
        }
      }
      Self.expectClose(product.value, expected, "along input \(input)")
    }
  }

  /// ∇(v·∇φ) by reverse over reverse mode, reverse over forward and forward over reverse.
  @Test(arguments: OperationCase.all) func secondOrder(_ testCase: OperationCase) {
    let testCase = testCase.bent
    let setting = Setting(testCase)
    let (x, y) = Self.record(testCase, setting)
    let v = setting.directions.map { Variable(Self.tensor($0)) }
    let gradients = Autodiff.gradient(of: y, withRespectTo: x)
    let slope = Self.product(gradients, v)
    let forwardSlope = Self.slope(of: y, x, v)
    Self.expectClose(forwardSlope.value, slope.value.doubles, "slope by forward mode")

    let expected = Self.gradient(setting) { unit, t in
      Self.slope(2e-3) { s in Self.phi(testCase, setting, along: s, unit: unit, by: t) }
    }
    for (name, slope) in [("reverse", slope), ("forward", forwardSlope)] {
      let products = Autodiff.gradient(of: slope, withRespectTo: x, recording: false)
      for (input, h) in products.enumerated() {
        Self.expectClose(h.value, expected[input], "reverse over \(name), input \(input)")
      }
    }
    for (input, g) in gradients.enumerated() {
      let h = zip(x, v).reduce(Variable(Tensor(0))) {
        $0 + Autodiff.jacobianVectorProduct(of: g, withRespectTo: $1.0, along: $1.1)
      }
      Self.expectClose(h.value, expected[input], "forward over reverse, input \(input)")
    }
  }

  /// ∇(v·∇(v·∇φ)) by reverse mode three times, and with forward mode for the second.
  @Test(arguments: OperationCase.all) func thirdOrder(_ testCase: OperationCase) {
    let testCase = testCase.bent
    let setting = Setting(testCase)
    let (x, y) = Self.record(testCase, setting)
    let v = setting.directions.map { Variable(Self.tensor($0)) }
    let slope = Self.product(Autodiff.gradient(of: y, withRespectTo: x), v)
    let curvature = Self.product(Autodiff.gradient(of: slope, withRespectTo: x), v)
    let forwardCurvature = Self.slope(of: slope, x, v)

    let expected = Self.gradient(setting) { unit, t in
      Self.slope(1e-2) { r in
        Self.slope(1e-2) { s in Self.phi(testCase, setting, along: r + s, unit: unit, by: t) }
      }
    }
    for (name, curvature) in [("reverse", curvature), ("forward", forwardCurvature)] {
      let gradients = Autodiff.gradient(of: curvature, withRespectTo: x, recording: false)
      for (input, g) in gradients.enumerated() {
        Self.expectClose(g.value, expected[input], "over \(name) over reverse, input \(input)")
      }
    }
  }

  static func product(_ a: [Variable], _ b: [Variable]) -> Variable {
    zip(a, b).reduce(Variable(Tensor(0))) { $0 + ($1.0 * $1.1).sum() }
  }

  /// The derivative along v by forward mode.
  static func slope(of y: Variable, _ x: [Variable], _ v: [Variable]) -> Variable {
    zip(x, v).reduce(Variable(Tensor(0))) {
      $0 + Autodiff.jacobianVectorProduct(of: y, withRespectTo: $1.0, along: $1.1)
    }
  }

  /// The derivative by every element of every input of a function that moves one element by t.
  static func gradient(
    _ setting: Setting, _ f: (_ unit: (Int, Int), _ t: Double) -> Double
  ) -> [[Double]] {
    setting.inputs.enumerated().map { input, grid in
      grid.values.indices.map { element in slope(2e-3) { f((input, element), $0) } }
    }
  }
}
