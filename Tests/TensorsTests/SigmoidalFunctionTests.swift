import Elementary
import Tensors
import Testing

@Suite struct SigmoidalFunctionTests {
  /// σ⁽ⁿ⁾ by Stirling numbers of the second kind, a formula that the code doesn't use:
  ///
  ///     σ⁽ⁿ⁾ = Σ_{k=1}^{n+1} (−1)^{k−1} (k−1)! S(n+1, k) σᵏ
  ///
  /// for x ≤ 0, where little cancels, and by the mirror image else.
  ///
  /// Source: A. A. Minai, R. D. Williams, "On the derivatives of the sigmoid" (1993).
  static func logisticDerivative(_ n: Int, _ x: Double) -> Double {
    let s = sigmoid(-x.magnitude)
    var stirling: [Double] = [1]  // S(0, 0)
    for _ in 0...n {
      let old = stirling + [0]
      for k in 1..<old.count {
        if k == stirling.count { stirling.append(0) }
        stirling[k] = old[k - 1] + Double(k) * old[k]
      }
      stirling[0] = 0
    }
    var (sum, factorial, power) = (0.0, 1.0, s)
    for k in 1...(n + 1) {
      sum += factorial * stirling[k] * power
      factorial *= -Double(k)
      power *= s
    }
    if n == 0 { return sigmoid(x) }
    return x > 0 && n.isMultiple(of: 2) ? -sum : sum
  }

  static func exact(_ f: SigmoidalFunction, _ k: Int, _ x: Double) -> Double {
    switch f {
    case .sigmoid: logisticDerivative(k, x)
    case .tanh: k == 0 ? tanh(x) : Double(2 << k) * logisticDerivative(k, 2 * x)
    case .softplus: k == 0 ? softplus(x) : logisticDerivative(k - 1, x)
    case .silu:
      k == 0
        ? x * sigmoid(x) : x * logisticDerivative(k, x) + Double(k) * logisticDerivative(k - 1, x)
    }
  }

  static let points = Tensor.linspace(-25, 25, 4001)

  @Test(arguments: SigmoidalFunction.allCases) func values(f: SigmoidalFunction) {
    for (x, y) in zip(Self.points.doubles, f(Self.points).scalars) {
      let exact = Self.exact(f, 0, x)
      #expect((Double(y) - exact).magnitude <= 4 * Double(Float(exact).ulp), "\(f)(\(x)) = \(y)")
    }
  }

  @Test(arguments: SigmoidalFunction.allCases, 1...10)
  func derivatives(f: SigmoidalFunction, order: Int) {
    let factor = Tensor((0..<Self.points.count).map { $0 % 3 == 0 ? -2 : 0.5 })
    let y = f.derivative(order, at: Self.points, times: factor)
    let exact = Self.points.doubles.map { Self.exact(f, order, $0) }
    let largest = exact.map(\.magnitude).max()!
    // Near its zeros a derivative has the rounding errors of its largest values.
    var worst = 0.0
    for i in 0..<y.count {
      let expected = exact[i] * Double(factor[i])
      let error = (Double(y[i]) - expected).magnitude
      worst = max(worst, error / (expected.magnitude + largest))
      if order <= 3 && Self.points[i].magnitude > 4 {
        worst = max(worst, error / expected.magnitude)
      }
    }
    #expect(worst <= (order <= 3 ? 5e-7 : 4e-6))
  }

  @Test(arguments: SigmoidalFunction.allCases) func limits(f: SigmoidalFunction) {
    let x = Tensor([-Float.infinity, -1e30, -200, 200, 1e30, .infinity, .nan, 0, -0.0])
    let y = f(x).scalars
    switch f {
    case .sigmoid: #expect(y[..<6] == [0, 0, 0, 1, 1, 1] && y[7...] == [0.5, 0.5])
    case .tanh: #expect(y[..<6] == [-1, -1, -1, 1, 1, 1] && y[7...] == [0, 0])
    case .softplus: #expect(y[..<6] == [0, 0, 0, 200, 1e30, .infinity])
    case .silu: #expect(y[..<6] == [0, 0, 0, 200, 1e30, .infinity] && y[7...] == [0, 0])
    }
    #expect(y[6].isNaN)
    for order in 1...3 {
      let d = f.derivative(order, at: x, times: Tensor(repeating: 1, shape: [9])).scalars
      let isOneAbove = order == 1 && (f == .softplus || f == .silu)
      #expect(d[..<6] == [0, 0, 0, isOneAbove ? 1 : 0, isOneAbove ? 1 : 0, isOneAbove ? 1 : 0])
      #expect(d[6].isNaN)
    }
  }

  /// What a number becomes doesn't depend on where it stands among how many.
  @Test(arguments: SigmoidalFunction.allCases) func lengths(f: SigmoidalFunction) {
    let all = Self.points.sliced(axis: 0, 1900..<2100)
    let (values, slopes) = (f(all), f.derivative(1, at: all, times: all))
    for count in 1...130 {
      let x = all.sliced(axis: 0, 0..<count)
      let slope = f.derivative(1, at: x, times: x)
      #expect(Plain(f(x)) == Plain(values.sliced(axis: 0, 0..<count)))
      #expect(Plain(slope) == Plain(slopes.sliced(axis: 0, 0..<count)))
      // In place, and with the arguments in the place of the result.
      var own = x + 0
      own = f.derivative(1, at: x, times: own)
      #expect(Plain(own) == Plain(slope))
      own = f(x + 0)
      #expect(Plain(own) == Plain(f(x)))
    }
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) {
      _ = SigmoidalFunction.tanh.derivative(1, at: .ones(2), times: .ones(3))
    }
    await #expect(processExitsWith: .failure) {
      _ = SigmoidalFunction.tanh.derivative(11, at: .ones(2), times: .ones(2))
    }
  }
}
