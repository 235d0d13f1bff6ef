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

/// What the grader sends to the child: nonce, exercise and limits, each on a line, then the
/// inputs of each check on a line.
struct Request: Equatable {
  var nonce: [UInt8]
  var exercise: String
  var seconds: Int
  var megabytes: Int
  var reservableMegabytes: Int
  /// The user to become before the student's code runs; 0 for none.
  var user: UInt32
  var questions: [[UInt8]]

  var bytes: [UInt8] {
    let head = "\(exercise) \(seconds) \(megabytes) \(reservableMegabytes) \(user)"
    return Array(([nonce, Array(head.utf8)] + questions).joined(separator: [10]))
  }

  init(
    nonce: [UInt8], exercise: String, seconds: Int, megabytes: Int, reservableMegabytes: Int,
    user: UInt32, questions: [[UInt8]]
  ) {
    (self.nonce, self.exercise, self.questions) = (nonce, exercise, questions)
    (self.seconds, self.megabytes) = (seconds, megabytes)
    (self.reservableMegabytes, self.user) = (reservableMegabytes, user)
  }

  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0].count == Frame.nonceLength else { return nil }
    let head = String(decoding: lines[1], as: UTF8.self).split(separator: " ")
    guard head.count == 5, let seconds = Int(head[1]), let megabytes = Int(head[2]),
      let reservable = Int(head[3]), let user = UInt32(head[4])
    else { return nil }
    self.init(
      nonce: Array(lines[0]), exercise: String(head[0]), seconds: seconds, megabytes: megabytes,
      reservableMegabytes: reservable, user: user, questions: lines.dropFirst(2).map { Array($0) })
  }
}
