#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

/// The side of the grader that runs the student's code, in a process of its own: it computes, and
/// judges nothing.
enum Child {
  /// The argument that makes a homework program a child.
  static let argument = "--answer"

  /// Answers the request on standard input and ends the process.
  static func run<Answers>(_ homework: Homework<Answers>, _ answers: () -> Answers) -> Never {
    let process = getpid()
    // What the student's code prints to standard output goes to standard error: the grader's pipe
    // has another number.
    let pipe = fcntl(1, F_DUPFD_CLOEXEC, 200)
    dup2(2, 1)
    // Whole lines at once, so that a crash loses none.
    setvbuf(stdout, nil, Int32(_IOLBF), 0)
    guard pipe >= 0, let request = Request(readAll(0)),
      let exercise = homework.exercises.first(where: { $0.sheet.number == request.exercise }),
      request.questions.count <= exercise.answers.count
    else { _exit(64) }
    let null = open("/dev/null", O_RDONLY)
    dup2(null, 0)
    func send(_ kind: Frame.Kind, _ payload: [UInt8] = []) {
      // A copy of this process that the student's code has made has nothing to say.
      guard getpid() == process else { _exit(0) }
      writeAll(Frame(kind: kind, payload: payload).bytes(nonce: request.nonce), to: pipe)
    }
    Limits(seconds: request.seconds).impose()
    Safeguards.install(nonce: request.nonce, pipe: pipe)
    let answers = answers()

    for (question, answer) in zip(request.questions, exercise.answers) {
      do {
        let numbers = try answer(answers, question)
        let count = numbers.reduce(0) { $0 + $1.count }
        guard count <= Limits.numbers else {
          send(.tooLong, Array("\(count)".utf8))
          _exit(0)
        }
        send(.answer, AnswerCoding.bytes(numbers))
      } catch is NotAttempted {
        send(.notAttempted)
        _exit(0)
      } catch {
        send(.threw, Array(Mishap.text(of: error).utf8.prefix(500)))
        _exit(0)
      }
    }
    send(.done)
    _exit(0)
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        return bytes
      }
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        _exit(74)
      }
    }
  }
}
