/// What the grader sends to the child: nonce, exercise and seconds, then the inputs of each check on a
/// line.
struct Request: Equatable {
  var nonce: [UInt8]
  var exercise: String
  var seconds: Int
  var questions: [[UInt8]]

  var bytes: [UInt8] {
    Array(([nonce, Array("\(exercise) \(seconds)".utf8)] + questions).joined(separator: [10]))
  }

  init(nonce: [UInt8], exercise: String, seconds: Int, questions: [[UInt8]]) {
    (self.nonce, self.exercise) = (nonce, exercise)
    (self.seconds, self.questions) = (seconds, questions)
  }

  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0].count == Frame.nonceLength else { return nil }
    let head = String(decoding: lines[1], as: UTF8.self).split(separator: " ")
    guard head.count == 2, let seconds = Int(head[1]) else { return nil }
    self.init(
      nonce: Array(lines[0]), exercise: String(head[0]), seconds: seconds,
      questions: lines.dropFirst(2).map { Array($0) })
  }
}
