import Testing

@testable import NotebookEvents

@Suite struct JSONTests {
  @Test(arguments: [
    (
      #" {"a" : [1, -2.5e+3 , 0, true,false , null], "b":{}} "#,
      JSON.object([
        "a": .array([
          .number("1"), .number("-2.5e+3"), .number("0"), .bool(true), .bool(false), .null,
        ]),
        "b": .object([:]),
      ])
    ),
    (#""\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00é""#, .string("\"\\/\u{8}\u{C}\n\r\tAé😀é")),
    ("[]", .array([])), ("[[[]]]", .array([.array([.array([])])])), ("0.5", .number("0.5")),
  ])
  func reads(text: String, value: JSON) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test(arguments: [
    ("", 0, "ends too early"), ("  ", 2, "ends too early"), ("{", 1, "expected a key"),
    ("[1,", 3, "ends too early"), ("[1 2]", 3, "expected ',' or ']'"),
    (#"{"a" 1}"#, 5, "expected ':'"), (#"{"a":1 "b":2}"#, 7, "expected ',' or '}'"),
    (#"{"a":1,}"#, 7, "expected a key"), (#"{"a":1,"a":2}"#, 10, "'a' stands twice"),
    ("[1,]", 3, "no value"), ("nul", 0, "no value"), ("01", 1, "after the value"),
    ("1.", 2, "expected a digit"), (".5", 0, "no value"), ("1e", 2, "expected a digit"),
    ("-", 1, "expected a digit"), ("+1", 0, "no value"), ("NaN", 0, "no value"),
    (#""abc"#, 4, "without end"), ("\"a\nb\"", 3, "control character"),
    (#""\x""#, 3, "unknown escape"),
    (#""\u12g4""#, 3, "four hexadecimal"), (#""\u+123""#, 3, "four hexadecimal"),
    (#""\ud800""#, 7, "surrogate"), (#""\ud800\u0041""#, 13, "surrogate"),
    ("{} x", 3, "after the value"),
    (String(repeating: "[", count: 65), 64, "nested too deeply"),
  ])
  func refuses(text: String, offset: Int, message: String) {
    do {
      let value = try JSONParser.parse(text)
      Issue.record("read \(value) from \(text)")
    } catch {
      #expect(error.message.contains(message) && error.offset == offset, "\(error)")
    }
  }

  /// Fewest digits that identify the value: the same bits come back.
  @Test(arguments: [
    0.1, -0.0, 1 / 3.0, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e23, -1.5e-7,
    123456789,
    .infinity, -.infinity, .nan,
  ])
  func doublesComeBack(value: Double) throws {
    let event = Event.timing(line: 1, label: "", seconds: value)
    guard case .timing(_, _, let read) = try Event(jsonLine: event.jsonLine) else {
      Issue.record("another event came back")
      return
    }
    #expect(read.bitPattern == value.bitPattern || (read.isNaN && value.isNaN))
  }

  @Test func writesKeysInOrderAndNothingElse() {
    let value = JSON.object(["b": .null, "a": .bool(true), "B": .string("\u{7F}é\u{2028}")])
    #expect(value.description == "{\"B\":\"\\u007fé\u{2028}\",\"a\":true,\"b\":null}")
  }
}
