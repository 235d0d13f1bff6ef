import NotebookEvents
import TestSupport
import Testing

/// What a chapter prints and records, run as a process.
@Suite struct FixtureOutputTests {
  private let folder = TemporaryFolder()

  @Test func printsResultsInOrder() async throws {
    let run = try await runFixture(in: folder)
    #expect(run.end == .exit(0))
    let landmarks = [
      "7 · A fixture for tests\n═══════════════════════\nseed 1\n\nFree text\non two lines\n",
      "\nsamples                      = 4000\nweights                      = 0.25, 0.5\nmean  ",
      "\n\nPowers of n\n  n │ square root │ name\n", "\n 10 │       3.162 │ number 10\n\n",
      "✓ mean of uniform numbers: 0.", "\n\nClaims\n", " ✓ │ √2 squared",
      "\n\n✓ All 2 claims hold.\n",
    ]
    var rest = run.output[...]
    for landmark in landmarks {
      let range = try #require(rest.firstRange(of: landmark), "\(landmark) in\n\(run.output)")
      rest = rest[range.upperBound...]
    }
    #expect(rest.isEmpty)
    #expect(run.errors.hasPrefix("nothing ") && run.errors.hasSuffix("s\n"), "the measured time")
  }

  @Test func equalSeedsGiveEqualBytes() async throws {
    let first = try await runFixture(["--seed", "5"], in: folder).output
    #expect(try await runFixture(["--seed", "5"], in: folder).output == first)
    let other = try await runFixture(["--seed", "6"], in: folder).output
    #expect(mean(in: other) != mean(in: first))
    #expect(mean(in: first).hasPrefix("mean ") && first.contains("\nseed 5\n"))
  }

  private func mean(in output: String) -> Substring {
    output.split(separator: "\n").first { $0.hasPrefix("mean ") } ?? ""
  }

  @Test func quickRunsTakeSmallSamples() async throws {
    let run = try await runFixture(["--quick"], in: folder)
    #expect(run.output.contains("\nseed 1, quick run\n"))
    #expect(run.output.contains("\nsamples                      = 100\n"))
  }

  @Test func quietRunsSayWhetherTheClaimsHold() async throws {
    let run = try await runFixture(["--quiet"], in: folder)
    #expect(run.output == "✓ All 2 claims hold.\n")
    #expect(run.errors == "")
  }

  @Test func failedClaimsAreLoudAndFailTheRun() async throws {
    let run = try await runFixture(["--quiet"], wish: "fail", in: folder)
    #expect(run.end == .exit(1))
    #expect(run.lines.first?.hasPrefix("✗ FAILED (line ") == true)
    #expect(run.lines.first?.hasSuffix("): two is three") == true)
    #expect(run.output.contains("2.00 ± 0.10, theory 3, z = -10.00"))
    #expect(run.output.hasSuffix("\n\n✗ 1 of 3 claims fail.\n"))
  }

  @Test func weakClaimsFailFullRunsOnly() async throws {
    #expect(try await runFixture(wish: "weak", in: folder).end == .exit(1))
    #expect(try await runFixture(["--quick"], wish: "weak", in: folder).end == .exit(0))
  }

  @Test func recordsEventsWithTheirLines() async throws {
    let run = try await runFixture(["--events", "events.jsonl", "--seed", "9"], in: folder)
    #expect(run.end == .exit(0))
    let events = try EventLog.parse(try folder.text(of: "events.jsonl"))
    #expect(
      events.first
        == .chapter(number: 7, title: "A fixture for tests", seed: 9, quick: false))
    #expect(
      events.contains { if case .text(_, "Free text\non two lines") = $0 { true } else { false } })
    #expect(events.contains { if case .value(_, "samples", "4000") = $0 { true } else { false } })
    let lines = events.compactMap(\.line)
    #expect(lines == lines.sorted() && Set(lines).count == lines.count)
    guard case .end(_, claims: 2, failed: 0) = events.last else {
      Issue.record("the last event is \(String(describing: events.last))")
      return
    }
    // Everything but the measured times is the same in another run.
    _ = try await runFixture(["--events", "again.jsonl", "--seed", "9"], in: folder)
    let again = try EventLog.parse(try folder.text(of: "again.jsonl"))
    #expect(again.filter { !$0.isTimed } == events.filter { !$0.isTimed })
    #expect(events.contains { $0.isTimed })
  }
}
