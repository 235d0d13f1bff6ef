import Elementary
import Testing

typealias Lanes = SIMD16<Float>

/// A single-precision function with its double-precision measure and the error that its comment
/// states.
struct LaneFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let onLanes: @Sendable (Lanes) -> Lanes
  let onFloat: @Sendable (Float) -> Float
  let exact: @Sendable (Double) -> Double
  let statedUlps: Double

  var testDescription: String { name }

  static let all: [LaneFunction] = [
    .init(
      name: "exp", onLanes: { exp($0) }, onFloat: { exp($0) }, exact: Oracle.exp, statedUlps: 1),
    .init(
      name: "expm1", onLanes: { expm1($0) }, onFloat: { expm1($0) }, exact: Oracle.expm1,
      statedUlps: 1),
    .init(
      name: "log", onLanes: { log($0) }, onFloat: { log($0) }, exact: Oracle.log, statedUlps: 1),
    .init(
      name: "log1p", onLanes: { log1p($0) }, onFloat: { log1p($0) }, exact: Oracle.log1p,
      statedUlps: 1),
    .init(
      name: "sin", onLanes: { sin($0) }, onFloat: { sin($0) }, exact: Oracle.sin, statedUlps: 1),
    .init(
      name: "cos", onLanes: { cos($0) }, onFloat: { cos($0) }, exact: Oracle.cos, statedUlps: 1),
    .init(
      name: "sincos.sin", onLanes: { sincos($0).sin }, onFloat: { sincos($0).sin },
      exact: Oracle.sin, statedUlps: 1),
    .init(
      name: "sincos.cos", onLanes: { sincos($0).cos }, onFloat: { sincos($0).cos },
      exact: Oracle.cos, statedUlps: 1),
    .init(
      name: "tanh", onLanes: { tanh($0) }, onFloat: { tanh($0) }, exact: Oracle.tanh,
      statedUlps: 1),
    .init(
      name: "sigmoid", onLanes: { sigmoid($0) }, onFloat: { sigmoid($0) }, exact: Oracle.sigmoid,
      statedUlps: 1),
    .init(
      name: "softplus", onLanes: { softplus($0) }, onFloat: { softplus($0) },
      exact: Oracle.softplus, statedUlps: 2),
    .init(
      name: "erf", onLanes: { erf($0) }, onFloat: { erf($0) }, exact: Oracle.erf, statedUlps: 1),
    .init(
      name: "sqrt", onLanes: { sqrt($0) }, onFloat: { sqrt($0) }, exact: { $0.squareRoot() },
      statedUlps: 0.5),
  ]
}

/// NaNs of one kind: sign and payload of a NaN differ between processors and mean nothing.
func canonical(_ x: Float) -> UInt32 { x.isNaN ? Float.nan.bitPattern : x.bitPattern }
func canonical(_ x: Double) -> UInt64 { x.isNaN ? Double.nan.bitPattern : x.bitPattern }
