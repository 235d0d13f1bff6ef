/// How much an exercise may use.
struct Limits: Sendable {
  /// Of processor time.
  var seconds: Int
  /// On the clock: a busy machine is slow, so this is generous.
  var wallSeconds: Int { 4 * seconds + 10 }
  /// Of memory in use.
  var megabytes = 1024
  /// Of address space: what may be asked for.
  var reservableMegabytes: Int { 6 * megabytes }
  /// Of what the student's code prints.
  var outputKilobytes = 256
  /// Of numbers in an answer.
  static let numbers = 1 << 20
}

/// What the grader sends to the child: nonce, exercise and memory, each on a line, then the inputs
/// of each check on a line.
struct Request: Equatable {
  var nonce: [UInt8]
  var exercise: String
  var megabytes: Int
  /// The user to become before the student's code runs; 0 for none.
  var user: UInt32
  var questions: [[UInt8]]

  var bytes: [UInt8] {
    let head = "\(exercise) \(megabytes) \(user)"
    return Array(([nonce, Array(head.utf8)] + questions).joined(separator: [10]))
  }

  init(nonce: [UInt8], exercise: String, megabytes: Int, user: UInt32, questions: [[UInt8]]) {
    (self.nonce, self.exercise, self.megabytes) = (nonce, exercise, megabytes)
    (self.user, self.questions) = (user, questions)
  }

  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0].count == Frame.nonceLength else { return nil }
    let head = String(decoding: lines[1], as: UTF8.self).split(separator: " ")
    guard head.count == 3, let megabytes = Int(head[1]), let user = UInt32(head[2]) else {
      return nil
    }
    self.init(
      nonce: Array(lines[0]), exercise: String(head[0]), megabytes: megabytes, user: user,
      questions: lines.dropFirst(2).map { Array($0) })
  }
}
