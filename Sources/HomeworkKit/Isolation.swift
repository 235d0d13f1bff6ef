import NotebookEvents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a student's code as a child process with limits, and takes its answers.
///
/// This isolates faults; it is no sandbox. The child has the rights of the user who runs it, and
/// code that *wants* to do harm can.
struct Isolation: Sendable {
  /// The homework program.
  let program: String
  /// Of each child.
  let custody: @Sendable () -> any Custody

  /// What came back: the answers to the first checks, and why there are no more, if so.
  struct Reply: Sendable {
    enum End: Sendable {
      case complete
      case notAttempted
      case mishap(Mishap)
    }
    var answers: [[[Double]]] = []
    var end: End
    /// The last lines that were printed.
    var printed: [String] = []
  }

  func ask(_ exercise: String, _ questions: [[UInt8]], limits: Limits) async -> Reply {
    var random = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef".utf8)
    let nonce = (0..<Frame.nonceLength).map { _ in digits.randomElement(using: &random)! }
    let request = Request(
      nonce: nonce, exercise: exercise, seconds: limits.seconds, questions: questions)
    let custody = custody()
    let child: ChildProcess
    do {
      child = try ChildProcess(
        custody.launcher(limits) + [program, Child.argument], environment: environment)
    } catch {
      return Reply(end: .mishap(.cannotStart("\(error)")))
    }
    var watch = Watch()
    let end = await watch.follow(child, input: request.bytes, limits: limits, custody: custody)
    var reply = reply(end, watch, request)
    reply.printed = watch.lastLines
    return reply
  }

  /// Little of this process's environment, so that a student's code finds the same everywhere.
  private var environment: [String: String] {
    var variables = ["SWIFT_BACKTRACE": "enable=no", "LANG": "C.UTF-8", "HOME": "/"]
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
      variables[name] = System.environment(name)
    }
    return variables
  }

  private func reply(_ ended: ChildProcess.End, _ watch: Watch, _ request: Request) -> Reply {
    guard let frames = Frame.parse(watch.answer, nonce: request.nonce) else {
      return Reply(end: .mishap(.garbage))
    }
    var answers: [[[Double]]] = []
    for frame in frames where frame.kind == .answer {
      guard let numbers = AnswerCoding.cases(frame.payload) else {
        return Reply(answers: answers, end: .mishap(.garbage))
      }
      answers.append(numbers)
    }
    let text = String(decoding: frames.last?.payload ?? [], as: UTF8.self)
    let end: Reply.End
    if let fault = watch.fault {
      end = .mishap(fault)
    } else {
      switch frames.last?.kind {
      case .done where answers.count == request.questions.count && ended == .exited(0):
        end = .complete
      case .notAttempted: end = .notAttempted
      case .threw: end = .mishap(.threw(text.printable))
      case .tooLong: end = .mishap(.tooLong(numbers: Int(text) ?? 0))
      case .memory: end = .mishap(.memory(megabytes: Limits.megabytes))
      case .stackOverflow: end = .mishap(.stackOverflow)
      case .done, .answer, nil:
        end = .mishap(mishap(ended, said: watch.lastWords, seconds: request.seconds))
      }
    }
    return Reply(answers: answers, end: end)
  }

  private func mishap(_ end: ChildProcess.End, said: String, seconds: Int) -> Mishap {
    switch end {
    case .exited(let code): .exited(code: code)
    case .signaled(SIGPIPE): .closedPipe
    case .signaled(SIGXCPU): .processorTime(seconds: seconds)
    case .signaled(let signal):
      said.contains("allocate") || said.contains("memory") || said.contains("bad_alloc")
        ? .memory(megabytes: Limits.megabytes) : .crash(signal: signal, said: said)
    }
  }
}
