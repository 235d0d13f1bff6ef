import Processes
import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif
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
  /// The program that sets the limits and becomes the other.
  let launcher: String

  /// What came back: the answers to the first checks, and why there are no more, if so.
  struct Reply: Sendable {
    enum End: Sendable {
      case complete
      case notAttempted
      case mishap(Mishap)
    }
    var answers: [[[Double]]]
    var end: End
    /// The last lines that were printed.
    var printed: [String] = []
  }

  func ask(_ exercise: String, _ questions: [[UInt8]], limits: Limits) async -> Reply {
    var random = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef".utf8)
    let nonce = (0..<Frame.nonceLength).map { _ in digits.randomElement(using: &random)! }
    let user = UserNumbers.take()
    defer { UserNumbers.giveBack(user) }
    let request = Request(
      nonce: nonce, exercise: exercise, megabytes: limits.megabytes, user: user,
      questions: questions)
    let mark = String(decoding: nonce.reversed(), as: UTF8.self)
    let watch = Watch(limits: limits, mark: mark, user: user)
    var options = PlatformOptions()
    options.createSession = true
    let status: TerminationStatus
    do {
      status = try await run(
        .path(FilePath(launcher)),
        arguments: Arguments(Launcher.arguments(for: program, limits, user: user)),
        environment: environment(mark), platformOptions: options, input: .array(request.bytes),
        output: .sequence, error: .sequence
      ) { execution in
        try await follow(execution, watch)
      }.terminationStatus
    } catch {
      return Reply(answers: [], end: .mishap(.cannotStart("\(error)")))
    }
    var reply = reply(status, watch, request, limits)
    reply.printed = watch.lastLines
    return reply
  }

  /// Little of this process's environment, so that a student's code finds the same everywhere.
  private func environment(_ mark: String) -> Environment {
    var variables: [Environment.Key: String] = [
      "SWIFT_BACKTRACE": "enable=no", "HOMEWORK_RUN": mark, "LANG": "C.UTF-8",
      "HOME": "/",
    ]
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
      if let value = getenv(name) {
        variables[Environment.Key(rawValue: name)!] = String(cString: value)
      }
    }
    return .custom(variables)
  }

  private func follow(
    _ execution: Execution<ArrayInput, SequenceOutput, SequenceOutput>, _ watch: Watch
  ) async throws {
    let process = execution.processIdentifier.value
    Interrupt.add(process)
    defer { Interrupt.remove(process) }
    let guardian = Task { await watch.guardProcess(process) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          for try await part in execution.standardOutput { watch.take(answer: part) }
        } catch {}
      }
      group.addTask {
        do {
          for try await part in execution.standardError { watch.take(printed: part) }
        } catch {}
      }
      await group.waitForAll()
    }
    watch.stopReading()
    await guardian.value
  }

  private func reply(
    _ status: TerminationStatus, _ watch: Watch, _ request: Request, _ limits: Limits
  ) -> Reply {
    guard let frames = Frame.parse(watch.answer, nonce: request.nonce) else {
      return Reply(answers: [], end: .mishap(.garbage))
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
      case .done where answers.count == request.questions.count && status == .exited(0):
        end = .complete
      case .notAttempted: end = .notAttempted
      case .threw: end = .mishap(.threw(text.printable))
      case .tooLong: end = .mishap(.tooLong(numbers: Int(text) ?? 0))
      case .memory: end = .mishap(.memory(megabytes: limits.megabytes))
      case .stackOverflow: end = .mishap(.stackOverflow)
      case .done, .answer, nil:
        end = .mishap(mishap(status, said: watch.lastWords, limits))
      }
    }
    return Reply(answers: answers, end: end)
  }

  private func mishap(_ status: TerminationStatus, said: String, _ limits: Limits) -> Mishap {
    switch status {
    case .exited(let code): .exited(code: code)
    case .signaled(SIGPIPE): .closedPipe
    case .signaled(SIGXCPU): .processorTime(seconds: limits.seconds)
    case .signaled(let signal):
      said.contains("allocate") || said.contains("memory") || said.contains("bad_alloc")
        ? .memory(megabytes: limits.megabytes) : .crash(signal: signal, said: said)
    }
  }
}
