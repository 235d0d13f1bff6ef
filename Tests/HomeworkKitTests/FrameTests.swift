import Testing

@testable import HomeworkKit

@Suite struct FrameTests {
  private let nonce = Array("0123456789abcdef0123456789abcdef".utf8)

  @Test func framesComeBack() {
    let frames = [
      Frame(kind: .answer, payload: AnswerCoding.bytes([[1, .nan], [], [-0.0]])),
      Frame(kind: .done),
    ]
    let bytes = frames.flatMap { $0.bytes(nonce: nonce) }
    #expect(Frame.parse(bytes, nonce: nonce) == frames)
    // Cut off anywhere, nothing is made up.
    for length in 0..<bytes.count {
      let parsed = Frame.parse(Array(bytes[..<length]), nonce: nonce)
      #expect(parsed != nil && parsed!.count < 2)
    }
  }

  @Test func whatHasAnotherNonceIsGarbage() {
    let other = Array("x123456789abcdef0123456789abcdef".utf8)
    let forged = Frame(kind: .done).bytes(nonce: other)
    #expect(Frame.parse(forged, nonce: nonce) == nil)
    #expect(Frame.parse(Frame(kind: .done).bytes(nonce: nonce) + [10], nonce: nonce) == nil)
  }

  @Test func answersComeBackBitByBit() {
    let cases = [[1.5, -.infinity], [.ulpOfOne], []]
    #expect(AnswerCoding.cases(AnswerCoding.bytes(cases)) == cases)
    #expect(AnswerCoding.cases([1, 2, 3]) == nil)
    #expect(AnswerCoding.cases(AnswerCoding.bytes(cases) + [0]) == nil)
    #expect(AnswerCoding.cases([UInt8](repeating: 255, count: 64)) == nil)
  }

  @Test func requestsComeBack() {
    let request = Request(
      nonce: nonce, exercise: "5.2", seconds: 7,
      questions: [Array("[1]".utf8), Array("{}".utf8)])
    #expect(Request(request.bytes) == request)
    #expect(Request(Array("nonsense\n".utf8)) == nil)
  }
}
