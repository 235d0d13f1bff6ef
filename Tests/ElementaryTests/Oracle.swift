#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system's mathematical library in double precision, the measure for single precision. (The
/// tests call it by this name, as its functions are namesakes of those under test.)
enum Oracle {
  #if canImport(Glibc)
    static let exp: @Sendable (Double) -> Double = { Glibc.exp($0) }
    static let expm1: @Sendable (Double) -> Double = { Glibc.expm1($0) }
    static let log: @Sendable (Double) -> Double = { Glibc.log($0) }
    static let log1p: @Sendable (Double) -> Double = { Glibc.log1p($0) }
    static let sin: @Sendable (Double) -> Double = { Glibc.sin($0) }
    static let cos: @Sendable (Double) -> Double = { Glibc.cos($0) }
    static let tanh: @Sendable (Double) -> Double = { Glibc.tanh($0) }
    static let erf: @Sendable (Double) -> Double = { Glibc.erf($0) }
  #else
    static let exp: @Sendable (Double) -> Double = { Darwin.exp($0) }
    static let expm1: @Sendable (Double) -> Double = { Darwin.expm1($0) }
    static let log: @Sendable (Double) -> Double = { Darwin.log($0) }
    static let log1p: @Sendable (Double) -> Double = { Darwin.log1p($0) }
    static let sin: @Sendable (Double) -> Double = { Darwin.sin($0) }
    static let cos: @Sendable (Double) -> Double = { Darwin.cos($0) }
    static let tanh: @Sendable (Double) -> Double = { Darwin.tanh($0) }
    static let erf: @Sendable (Double) -> Double = { Darwin.erf($0) }
  #endif

  static let sigmoid: @Sendable (Double) -> Double = { x in
    x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
  }
  static let softplus: @Sendable (Double) -> Double = { x in
    (x < 0 ? 0 : x) + log1p(exp(-x.magnitude))
  }
}

#if arch(x86_64) && canImport(Glibc)
  /// The system's functions in extended precision (64 bits), the measure for double precision.
  enum ExtendedOracle {
    typealias Function = @Sendable (Float80) -> Float80
    static let exp: Function = { Glibc.exp($0) }
    static let expm1: Function = { Glibc.expm1($0) }
    static let log: Function = { Glibc.log($0) }
    static let log1p: Function = { Glibc.log1p($0) }
    static let log2: Function = { Glibc.log2($0) }
    static let log10: Function = { Glibc.log10($0) }
    static let sin: Function = { Glibc.sin($0) }
    static let cos: Function = { Glibc.cos($0) }
    static let tan: Function = { Glibc.tan($0) }
    static let atan: Function = { Glibc.atan($0) }
    static let sinh: Function = { Glibc.sinh($0) }
    static let cosh: Function = { Glibc.cosh($0) }
    static let tanh: Function = { Glibc.tanh($0) }
    static let erf: Function = { Glibc.erf($0) }
    static let erfc: Function = { Glibc.erfc($0) }
    static let normalCDF: Function = { 0.5 * Glibc.erfc(-$0 * Float80(0.5).squareRoot()) }
    static let gamma: Function = { Glibc.tgamma($0) }
    static let logGamma: Function = { Glibc.lgamma($0).0 }
    static let sigmoid: Function = { x in x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
    static let softplus: Function = { x in (x < 0 ? 0 : x) + log1p(exp(-x.magnitude)) }

    static func pow(_ x: Float80, _ y: Float80) -> Float80 { Glibc.pow(x, y) }
    static func atan2(_ y: Float80, _ x: Float80) -> Float80 { Glibc.atan2(y, x) }
  }
#endif
