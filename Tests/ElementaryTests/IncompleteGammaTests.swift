import Elementary
import Testing

@Suite struct IncompleteGammaTests {
  /// From mpmath 1.3 with 40 digits: shape, x, P, Q.
  @Test(arguments: [
    (0.1, 0.01, 0.66262125995447979, 0.33737874004552021),
    (0.5, 0.5, 0.6826894921370859, 0.3173105078629141),
    (0.5, 12.5, 0.99999942669685624, 5.7330314375838782e-7),
    (1, 3, 0.95021293163213606, 0.049787068367863943),
    (2.5, 0.2, 0.0046704067641295717, 0.99532959323587043),
    (4.5, 20, 0.99999240147477054, 7.598525229464276e-6),
    (15.9, 3, 1.4728004885321379e-7, 0.99999985271995115),
    (16, 3, 1.2408017083996457e-7, 0.99999987591982916),
    (16, 40, 0.9999945360192887, 5.4639807112998636e-6),
    (50, 50, 0.51880831547204328, 0.48119168452795672),
    (50, 20, 1.2458926079719379e-8, 0.99999998754107392),
    (50, 100, 0.99999998821549928, 1.1784500720979422e-8),
    (500, 400, 8.1093810787991598e-7, 0.99999918906189212),
    (500, 620, 0.9999997184766771, 2.8152332289542097e-7),
    (50000, 49000, 3.3847542280794914e-6, 0.99999661524577192),
    (50000, 51200, 0.99999994972015894, 5.0279841055548446e-8),
    (500000, 496500, 3.5088606554394275e-7, 0.99999964911393446),
    (500000, 503600, 0.99999981075755418, 1.8924244581844485e-7),
    (500000, 500000.7, 0.50058299549831525, 0.49941700450168475),
  ])
  func agreesWithReference(shape: Double, x: Double, lower: Double, upper: Double) {
    let p = regularizedLowerGamma(shape: shape, x)
    let q = regularizedUpperGamma(shape: shape, x)
    #expect((p - lower).magnitude <= 1e-11 * lower, "P: relative error \((p - lower) / lower)")
    #expect((q - upper).magnitude <= 1e-11 * upper, "Q: relative error \((q - upper) / upper)")
  }

  /// For whole a, Q(a, x) is the probability of fewer than a events where x are expected.
  @Test(arguments: [1, 2, 7, 15, 16, 17, 60], [0.01, 0.9, 3, 15.5, 16.5, 17.5, 45, 200])
  func wholeShapeIsAPoissonSum(shape: Int, x: Double) {
    var term = exp(-x)
    var sum = term
    for n in 1..<shape {
      term *= x / Double(n)
      sum += term
    }
    #expect((regularizedUpperGamma(shape: Double(shape), x) - sum).magnitude <= 2e-13 * sum)
  }

  @Test func edges() {
    #expect(regularizedLowerGamma(shape: 2, 0) == 0 && regularizedUpperGamma(shape: 2, 0) == 1)
    #expect(regularizedLowerGamma(shape: 2, -1) == 0 && regularizedUpperGamma(shape: 2, -1) == 1)
    #expect(regularizedLowerGamma(shape: 2, .infinity) == 1)
    #expect(regularizedUpperGamma(shape: 2, .infinity) == 0)
    #expect(regularizedUpperGamma(shape: 2, 1e308) == 0)
    #expect(regularizedLowerGamma(shape: 2, .nan).isNaN)
    #expect(regularizedUpperGamma(shape: 2, .nan).isNaN)
  }

  @Test func rejectsShapesOutsideTheDomain() async {
    await #expect(processExitsWith: .failure) { _ = regularizedLowerGamma(shape: 0, 1) }
    await #expect(processExitsWith: .failure) { _ = regularizedUpperGamma(shape: .infinity, 1) }
  }
}
