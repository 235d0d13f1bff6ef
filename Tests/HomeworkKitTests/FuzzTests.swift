import TestSupport
import Testing

@testable import HomeworkKit

@Suite("Messages from answers that were tampered with") struct FuzzTests {
  private static let nonce = Array("0123456789abcdef0123456789abcdef".utf8)

  @Test func frames() {
    let answer = AnswerCoding.bytes([[1, 2, .nan], [], [.infinity]])
    let stream = [
      Frame(kind: .answer, payload: answer), Frame(kind: .threw, payload: Array("no".utf8)),
      Frame(kind: .done),
    ].flatMap { $0.bytes(nonce: Self.nonce) }
    var fuzzer = Fuzzer(
      "frames", seeds: [stream, []],
      tokens: [String(decoding: Self.nonce, as: UTF8.self), "ffffffff", "-0000001"])
    let count = fuzzer.run { changed in
      guard let frames = Frame.parse(changed, nonce: Self.nonce) else { return }
      #expect(frames.reduce(0) { $0 + $1.payload.count } <= changed.count)
      // Every message that counts stands in the stream as it would be written, but for capitals.
      for frame in frames where frame.kind == .answer { _ = AnswerCoding.cases(frame.payload) }
    }
    #expect(count > 300)
  }

  @Test func answers() {
    let seeds = [AnswerCoding.bytes([[1, 2, 3], [], [-0.0]]), AnswerCoding.bytes([])]
    var fuzzer = Fuzzer("answers", seeds: seeds)
    let count = fuzzer.run { changed in
      guard let cases = AnswerCoding.cases(changed) else { return }
      #expect(AnswerCoding.bytes(cases) == changed)
    }
    #expect(count > 300)
  }
}
