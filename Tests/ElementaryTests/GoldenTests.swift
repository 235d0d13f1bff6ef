import Elementary
import Testing

/// The bits of every function on fixed arguments, as one number each: a machine, compiler or change
/// that gives other bits is noticed here. After an intended change of a function, its number is to
/// be replaced.
@Suite struct GoldenTests {
  /// FNV-1a over 64-bit words (Fowler, Noll and Vo, 1991).
  struct Checksum {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01b3 }
  }

  /// Numbers of every magnitude, and more of those about 1.
  static let arguments: [Double] = {
    var random = SplitMix(1)
    let anything = (0..<3000).map { _ in Double(bitPattern: random.next()) }
    let moderate = [0.01, 1, 10, 100, 1000].flatMap { size in
      (0..<1000).map { _ in random.uniform(-size...size) }
    }
    let special = [0, 1, 0.5, .infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    return anything + moderate + special + special.map { -$0 }
  }()

  static let oneArgument: [String: UInt64] = [
    "atan": 0x753b_a25b_9918_69d0,
    "cos": 0x726c_c1c7_4443_8866,
    "cosh": 0xaf18_1f2c_3d37_8131,
    "digamma": 0x0cc6_6aa8_9609_3a1b,
    "erf": 0x729c_97df_a9a2_9fc8,
    "erfc": 0x93df_2def_210c_1339,
    "exp": 0x2f1d_a42f_74fa_16bf,
    "expm1": 0x4e16_712f_195f_c17d,
    "gamma": 0xa2da_e33e_dfb7_54f4,
    "log": 0x090a_3dc5_13eb_95c8,
    "log10": 0xca9c_1e84_baa0_5d7a,
    "log1p": 0x5463_d8fc_37ae_0b55,
    "log2": 0x187a_50ac_0de2_2b86,
    "logGamma": 0xd229_62c2_7b6e_ae26,
    "normalCDF": 0x114a_c4ac_6056_0571,
    "normalQuantile": 0x2356_7920_18c9_a753,
    "sigmoid": 0x9c16_8b8d_419b_f1ec,
    "sin": 0x3f42_ad79_d757_3d65,
    "sinh": 0xdb37_96ea_1505_a42e,
    "softplus": 0xb54f_ca00_abaa_8e82,
    "tan": 0x1a9a_fa0a_696e_8d08,
    "tanh": 0x8234_009f_8c86_8950,
  ]

  static let lanes: [String: UInt64] = [
    "cos": 0x1267_ef38_0b62_5071,
    "erf": 0x3d45_8626_8b44_4a75,
    "exp": 0x6883_dcb1_c26e_3633,
    "expm1": 0x79b9_c99d_6159_f7be,
    "log": 0x4d10_b969_61a2_d097,
    "log1p": 0xba9c_0d46_4d69_59e2,
    "sigmoid": 0xaadf_39ba_f59d_bd86,
    "sin": 0xbb47_3aec_f4ad_19a1,
    "sincos.cos": 0x1267_ef38_0b62_5071,
    "sincos.sin": 0xbb47_3aec_f4ad_19a1,
    "softplus": 0xaac5_fbd0_fe35_2628,
    "sqrt": 0xa66b_e8b8_9f5c_ef69,
    "tanh": 0x0989_4591_82eb_f5fd,
  ]

  static let twoArguments: [String: UInt64] = [
    "atan2": 0x7c2f_6a55_bc86_d70c,
    "besselI": 0x954f_6ee6_8cdb_fc53,
    "pow": 0x9d7e_fe6f_0545_3d0a,
    "scaledBesselI": 0x9091_511b_01d5_1375,
  ]

  @Test(arguments: ReferenceTests.oneArgument)
  func doublePrecision(_ test: ReferenceTests.OneArgument) {
    var checksum = Checksum()
    for x in Self.arguments { checksum.add(canonical(test.function(x))) }
    let expected = Self.oneArgument[test.testDescription]
    #expect(checksum.value == expected, "now \(String(checksum.value, radix: 16))")
  }

  @Test(arguments: LaneFunction.all)
  func singlePrecision(_ test: LaneFunction) {
    var checksum = Checksum()
    LaneAccuracyTests.forEachVector(step: 9973) { x in
      let y = test.onLanes(x)
      for lane in 0..<16 { checksum.add(UInt64(canonical(y[lane]))) }
    }
    let expected = Self.lanes[test.name]
    #expect(checksum.value == expected, "now \(String(checksum.value, radix: 16))")
  }

  @Test(arguments: ["pow", "atan2", "besselI", "scaledBesselI"])
  func twoArguments(_ name: String) {
    var checksum = Checksum()
    for (x, y) in zip(Self.arguments, Self.arguments.dropFirst(2500) + Self.arguments) {
      switch name {
      case "pow": checksum.add(canonical(pow(x.magnitude, y)))
      case "atan2": checksum.add(canonical(atan2(x, y)))
      default:
        let order = x.isFinite ? x.magnitude.truncatingRemainder(dividingBy: 20) - 0.9 : 0
        let argument = y.isFinite ? y.magnitude.truncatingRemainder(dividingBy: 800) : 1
        checksum.add(
          canonical(
            name == "besselI"
              ? besselI(order: order, argument) : scaledBesselI(order: order, argument)))
      }
    }
    #expect(
      checksum.value == Self.twoArguments[name], "now \(String(checksum.value, radix: 16))")
  }

  @Test func quadratureAndSum() {
    var checksum = Checksum()
    for k in 1...50 {
      let a = Double(k)
      checksum.add(integrate(from: -1, to: a) { exp(-$0 * $0 / a) }.bitPattern)
      checksum.add(integrate(from: -.infinity, to: .infinity) { 1 / (a + $0 * $0) }.bitPattern)
      checksum.add(integrate(from: 0, to: .infinity) { exp(-a * $0) }.bitPattern)
      checksum.add(sum(Self.arguments.filter { $0.magnitude < 1e3 }.map { $0 * a }).bitPattern)
    }
    #expect(checksum.value == 0x6d5e_3691_27ab_70fe, "now \(String(checksum.value, radix: 16))")
  }
}
