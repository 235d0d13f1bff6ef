import Autodiff
import Tensors
import Testing

@Suite struct HigherOrderTests {
  /// Derivatives of x ↦ f(x) of order 1 to 5, by repeated reverse mode, against numbers computed
  /// with 40 digits.
  @Test(arguments: [
    (SigmoidalFunction.sigmoid, sigmoidTable), (.tanh, tanhTable), (.softplus, softplusTable),
    (.silu, siluTable),
  ])
  func repeatedGradients(f: SigmoidalFunction, table: [[Double]]) {
    let tape = Tape()
    let x = tape.variable(Tensor(points))
    var y = x.applying(f)
    for order in 0..<table.count {
      for (value, expected) in zip(y.value.doubles, table[order]) {
        #expect(
          (value - expected).magnitude <= 2e-6 * (0.1 + expected.magnitude),
          "\(f), order \(order): \(value) instead of \(expected)")
      }
      y = gradient(of: y.sum(), withRespectTo: x)
    }
  }

  /// The Laplacian of a network, by the trace of second derivatives in both modes, against central
  /// differences of its gradient.
  @Test func laplacian() {
    let tape = Tape()
    var random = RandomStream(seed: 4)
    let weight = Variable(random.normal([2, 8]))
    let out = Variable(random.normal([8, 1]))
    let x = tape.variable(random.normal([5, 2]))
    func energy(_ x: Variable) -> Variable { tanh(x.matmul(weight)).matmul(out) }

    let score = gradient(of: energy(x).sum(), withRespectTo: x)
    var byReverse = Variable(Tensor.zeros(5))
    var byForward = Variable(Tensor.zeros(5))
    for j in 0..<2 {
      byReverse += gradient(of: score.column(j).sum(), withRespectTo: x).column(j)
      let unit = Variable(Tensor(rows: (0..<5).map { _ in [j == 0 ? 1 : 0, j == 1 ? 1 : 0] }))
      byForward += jacobianVectorProduct(of: score, withRespectTo: x, along: unit).column(j)
    }
    // Closed form: Σ_k o_k tanh″(z_k) |w_k|², with tanh″ = −2 t (1 − t²).
    let t = tanh(x.value.matmul(weight.value))
    let lengths = weight.value.square().sum(axis: 0)
    let exact = (t * (t.square() - 1) * 2 * lengths).matmul(out.value)
    for i in 0..<5 {
      #expect((byReverse.value[i] - exact[i, 0]).magnitude < 2e-5)
      #expect((byForward.value[i] - exact[i, 0]).magnitude < 2e-5)
    }
  }

  /// Score matching's gradient: ∇_θ of a function of ∇ₓ, in closed form for E = a x²/2 + b x⁴/4.
  @Test func parameterGradientOfAnInputGradient() {
    let tape = Tape()
    let (a, b) = (tape.variable(Tensor([0.7])), tape.variable(Tensor([0.3])))
    let data = [-1.5, -0.25, 0.5, 2]
    let x = tape.variable(Tensor(data, shape: [4, 1]))
    let energy = a * x.square() / 2 + b * x.square().square() / 4
    let score = -gradient(of: energy.sum(), withRespectTo: x)
    let divergence = gradient(of: score.sum(), withRespectTo: x)
    let loss = (divergence + score.square() / 2).mean()
    let g = gradient(of: loss, withRespectTo: [a, b])
    // J = E[−(a + 3bx²) + (ax + bx³)²/2]
    func moment(_ k: Int) -> Double {
      data.reduce(0) { sum, x in sum + (0..<k).reduce(1) { p, _ in p * x } } / 4
    }
    let exact = [
      -1 + 0.7 * moment(2) + 0.3 * moment(4),
      -3 * moment(2) + 0.7 * moment(4) + 0.3 * moment(6),
    ]
    for i in 0..<2 { #expect((Double(g[i].value.item) - exact[i]).magnitude < 1e-5) }
  }
}
private let points: [Double] = [-20, -5, -1.25, -0.5, 0.25, 1, 3, 10]

private let sigmoidTable: [[Double]] = [
  [
    2.06115362e-9, 0.00669285092, 0.222700139, 0.377540669, 0.562176501, 0.731058579, 0.952574127,
    0.999954602,
  ],
  [
    2.06115361e-9, 0.00664805667, 0.173104787, 0.235003712, 0.246134083, 0.196611933, 0.0451766597,
    4.53958077e-5,
  ],
  [
    2.06115361e-9, 0.00655906777, 0.0960038668, 0.0575567949, -0.030607512, -0.0908577477,
    -0.0408915747, -4.5391686e-5,
  ],
  [
    2.06115359e-9, 0.00638287673, -0.00668681669, -0.0963567563, -0.117357837, -0.0353255805,
    0.0329310762, 4.53834431e-5,
  ],
  [
    2.06115355e-9, 0.00603580712, -0.10342088, -0.104755931, 0.0597951107, 0.123506861,
    -0.0187234376, -4.53669589e-5,
  ],
  [
    2.06115349e-9, 0.00535741557, -0.103397486, 0.135620173, 0.218029489, -0.0510419761,
    -0.00498696662, 4.53339956e-5,
  ],
]

private let tanhTable: [[Double]] = [
  [
    -1.0, -0.999909204, -0.84828364, -0.462117157, 0.244918662, 0.761594156, 0.995054754,
    0.999999996,
  ],
  [
    1.6993417e-17, 0.000181583231, 0.280414866, 0.786447733, 0.940014849, 0.419974342,
    0.00986603717, 8.24461446e-9,
  ],
  [
    3.3986834e-17, 0.000363133488, 0.475742687, 0.726861981, -0.460454359, -0.639700008,
    -0.0196344944, -1.64892288e-8,
  ],
  [
    6.79736681e-17, 0.000726135089, 0.649864482, -0.565209288, -1.5417081, 0.621626681,
    0.0388801165, 3.29784574e-8,
  ],
  [
    1.35947336e-16, 0.00145174268, 0.302106885, -3.95221956, 3.35218978, 0.665091045, -0.0762134016,
    -6.59569137e-8,
  ],
  [
    2.71894672e-16, 0.00290137572, -2.30329526, -3.26668647, 8.67969108, -5.55689356, 0.146291194,
    1.31913823e-7,
  ],
]

private let softplusTable: [[Double]] = [
  [
    2.06115362e-9, 0.00671534849, 0.251929081, 0.474076984, 0.82593942, 1.31326169, 3.04858735,
    10.0000454,
  ],
  [
    2.06115362e-9, 0.00669285092, 0.222700139, 0.377540669, 0.562176501, 0.731058579, 0.952574127,
    0.999954602,
  ],
  [
    2.06115361e-9, 0.00664805667, 0.173104787, 0.235003712, 0.246134083, 0.196611933, 0.0451766597,
    4.53958077e-5,
  ],
  [
    2.06115361e-9, 0.00655906777, 0.0960038668, 0.0575567949, -0.030607512, -0.0908577477,
    -0.0408915747, -4.5391686e-5,
  ],
  [
    2.06115359e-9, 0.00638287673, -0.00668681669, -0.0963567563, -0.117357837, -0.0353255805,
    0.0329310762, 4.53834431e-5,
  ],
  [
    2.06115355e-9, 0.00603580712, -0.10342088, -0.104755931, 0.0597951107, 0.123506861,
    -0.0187234376, -4.53669589e-5,
  ],
]

private let siluTable: [[Double]] = [
  [
    -4.12230724e-8, -0.0334642546, -0.278375174, -0.188770334, 0.140544125, 0.731058579, 2.85772238,
    9.99954602,
  ],
  [
    -3.91619187e-8, -0.0265474324, 0.00631915508, 0.260038813, 0.623710022, 0.927670512, 1.08810411,
    1.00040856,
  ],
  [
    -3.71007649e-8, -0.0194992255, 0.22620474, 0.441229027, 0.484616287, 0.302366119, -0.0323214045,
    -0.000363125244,
  ],
  [
    -3.5039611e-8, -0.0122371803, 0.296370121, 0.220848763, -0.121161995, -0.307898824,
    -0.0238814953, 0.000317659373,
  ],
  [
    -3.29784567e-8, -0.00464752868, 0.102528833, -0.33304906, -0.454482572, -0.0177954607,
    0.0755539921, -0.000272135817,
  ],
  [
    -3.0917302e-8, 0.00339195772, -0.387857543, -0.591589739, 0.353482926, 0.566492331,
    -0.108578088, 0.000226505161,
  ],
]
