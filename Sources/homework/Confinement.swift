#if os(Linux)
  import Glibc

  /// What a process gives up for good, as far as its Linux lets it: changing files, starting
  /// processes, signals to others, and the network.
  ///
  /// So a student's code that forks, kills or deletes, by accident or not, gets an error. Files can
  /// be read.
  enum Confinement {
    static func begin() {
      guard let function = dlsym(nil, "syscall") else { return }
      let call = unsafeBitCast(function, to: Call.self)
      let noNewPrivileges = 38
      _ = call(Number.prctl, noNewPrivileges, 1, 0, 0, 0)
      forbidChangingFiles(call)
      forbidTouchingOthers(call)
    }

    /// `syscall(2)`, which takes any number of arguments and so is none of Swift's functions.
    private typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int) -> Int

    /// Landlock: a set of rights that no rule grants.
    private static func forbidChangingFiles(_ call: Call) {
      // Writing to a file, removing and making entries of folders; linking, truncating: each
      // version of Landlock knows one more.
      let basic: UInt64 = 1 << 1 | 0x1FF0
      for rights in [basic | 1 << 13 | 1 << 14, basic | 1 << 13, basic] {
        let rules = withUnsafeBytes(of: rights) { bytes in
          call(Number.createRuleset, Int(bitPattern: bytes.baseAddress), bytes.count, 0, 0, 0)
        }
        guard rules >= 0 else { continue }
        _ = call(Number.restrictSelf, rules, 0, 0, 0, 0)
        close(Int32(rules))
        return
      }
    }

    /// Seccomp: a program over the number of a system call and its first argument.
    private static func forbidTouchingOthers(_ call: Call) {
      var program = Filter.architecture
      for number in Number.forbidden { program += Filter.refuse(number) }
      // The C library asks whether there is a newer `clone`, and takes the older one.
      program += Filter.refuse(Number.clone3, error: ENOSYS)
      program += Filter.refuse(Number.clone, unlessFirst: Filter.hasBit(0x10000))  // a thread
      for number in [Number.kill, Number.tgkill] {
        program += Filter.refuse(number, unlessFirst: Filter.equals(UInt32(getpid())))
      }
      program += Filter.refuse(Number.prlimit, unlessFirst: Filter.equals(0))
      program.append(Filter.allow)
      program.withUnsafeBufferPointer { code in
        let whole = (UInt64(code.count), UInt64(UInt(bitPattern: code.baseAddress)))
        let (setFilter, allThreads) = (1, 1)
        _ = withUnsafeBytes(of: whole) { bytes in
          call(Number.seccomp, setFilter, allThreads, Int(bitPattern: bytes.baseAddress), 0, 0)
        }
      }
    }

    /// Numbers of system calls.
    private enum Number {
      #if arch(x86_64)
        static let (clone, kill, prctl, tgkill, prlimit, seccomp) = (56, 62, 157, 234, 302, 317)
        // fork, vfork, ptrace, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, socket,
        // process_vm_readv and writev
        private static let old = [57, 58, 101, 200, 129, 297, 41, 310, 311]
      #else
        static let (clone, kill, prctl, tgkill, prlimit, seccomp) = (220, 129, 167, 131, 261, 277)
        private static let old = [117, 130, 138, 240, 198, 270, 271]
      #endif
      static let (clone3, createRuleset, restrictSelf) = (435, 444, 446)
      // pidfd_send_signal, io_uring_setup, pidfd_getfd
      static let forbidden = old + [424, 425, 438]
    }

    /// Instructions of the Berkeley packet filter, 64 bits each.
    private enum Filter {
      static let allow = instruction(0x06, 0x7FFF_0000)

      private static let load: UInt16 = 0x20
      private static let isEqual: UInt16 = 0x15
      private static let hasBits: UInt16 = 0x45
      private static let isAtLeast: UInt16 = 0x35
      /// Places in what the filter sees.
      private static let (number, machine, firstArgument): (UInt32, UInt32, UInt32) = (0, 4, 16)

      private static func instruction(
        _ code: UInt16, _ operand: UInt32, then: UInt8 = 0, else other: UInt8 = 0
      ) -> UInt64 {
        UInt64(code) | UInt64(then) << 16 | UInt64(other) << 24 | UInt64(operand) << 32
      }

      private static func fail(_ error: Int32) -> UInt64 {
        instruction(0x06, 0x0005_0000 | UInt32(error))
      }

      /// Refuses calls in the ways of other machines, and loads the number.
      static var architecture: [UInt64] {
        #if arch(x86_64)
          let this: UInt32 = 0xC000_003E
        #else
          let this: UInt32 = 0xC000_00B7
        #endif
        return [
          instruction(load, machine), instruction(isEqual, this, then: 1), fail(EPERM),
          instruction(load, number), instruction(isAtLeast, 0x4000_0000, else: 1), fail(EPERM),
        ]
      }

      static func refuse(_ call: Int, error: Int32 = EPERM) -> [UInt64] {
        [instruction(isEqual, UInt32(call), else: 1), fail(error)]
      }

      static func equals(_ value: UInt32) -> UInt64 { instruction(isEqual, value, else: 1) }
      static func hasBit(_ bit: UInt32) -> UInt64 { instruction(hasBits, bit, else: 1) }

      /// - Parameter test: of the call's first argument.
      static func refuse(_ call: Int, unlessFirst test: UInt64) -> [UInt64] {
        [
          instruction(isEqual, UInt32(call), else: 4), instruction(load, firstArgument), test,
          allow, fail(EPERM),
        ]
      }
    }
  }
#endif
