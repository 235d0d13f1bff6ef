import Files
import HomeworkKit
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Grades the folders of a class, several at a time, each student apart from the others.
final class ClassGrading: Sendable {
  private let root: String
  private let students: String
  private let csv: String
  private let homeworks: [Questionnaire]
  private let seed: UInt64
  private let jobs: Int
  private let isFresh: Bool
  private let names: [String]
  /// What is to be done, and the rows of the table.
  private let queue: Mutex<[String]>
  private let rows = Mutex<[String: Row]>([:])

  struct Row: Sendable {
    var scores: [String: Int] = [:]
    var remarks: [String] = []
  }

  init(
    root: String, students: String, csv: String, homeworks: [Questionnaire], seed: UInt64,
    jobs: Int, isFresh: Bool
  ) throws {
    (self.root, self.students, self.csv, self.homeworks) = (root, students, csv, homeworks)
    (self.seed, self.jobs, self.isFresh) = (seed, jobs, isFresh)
    let all = try FileManager.default.contentsOfDirectory(atPath: students).sorted()
    names = all.filter { name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: students + "/" + name)
      return !name.hasPrefix(".") && attributes?[.type] as? FileAttributeType == .typeDirectory
    }
    queue = Mutex(names)
    guard !names.isEmpty else { throw ToolError("there is no student's folder in \(students)") }
  }

  /// Where the results and the workshops lie: beside the table.
  private var results: String { csv + ".results" }

  func run() async throws {
    let workers = min(jobs, names.count)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 1...workers {
        group.addTask { try await self.work(worker) }
      }
      try await group.waitForAll()
    }
    print("\(names.count) students graded (inputs: --seed \(seed)); the table is \(csv)")
  }

  private func work(_ worker: Int) async throws {
    let workshop = Workshop(root: root, folder: "\(results)/.workshop-\(worker)")
    try workshop.prepare()
    for homework in homeworks { try await workshop.warmUp(homework) }
    while let student = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
      let row = await grade(student, workshop)
      let table = rows.withLock {
        $0[student] = row
        return $0
      }
      try AtomicFile.write(text(table), to: csv)
      let total = row.scores.values.reduce(0, +)
      print(
        "\(student): \(total) of \(maximum)\(row.remarks.isEmpty ? "" : " — " + row.remarks.joined(separator: "; "))"
      )
    }
  }

  private var maximum: Int { homeworks.reduce(0) { $0 + $1.points } }

  private func grade(_ student: String, _ workshop: Workshop) async -> Row {
    var row = Row()
    for homework in homeworks {
      do {
        guard let answers = try file(of: student, homework) else {
          row.remarks.append("no answers to chapter \(homework.chapter)")
          continue
        }
        let path = "\(results)/\(student)/\(homework.product).json"
        let digest = try Fingerprint.of([answers])
        let report: [String: (score: Int, remark: String?)]
        if !isFresh, let known = Results.read(path, digest: digest) {
          report = known
        } else {
          try await workshop.grade(
            answers, homework, seed: seed, results: path, digest: digest)
          report = Results.read(path, digest: digest) ?? [:]
        }
        for (number, result) in report {
          row.scores[number] = result.score
          if let remark = result.remark, !row.remarks.contains(remark) {
            row.remarks.append(remark)
          }
        }
      } catch {
        row.remarks.append("\(homework.product): \(error)")
      }
    }
    return row
  }

  /// The student's answers to a chapter, or `nil`.
  private func file(of student: String, _ homework: Questionnaire) throws -> String? {
    let number = homework.product.suffix(2)
    let chapters = try FileManager.default.contentsOfDirectory(atPath: root + "/Chapters")
    let chapter = chapters.first { $0.hasPrefix(number + "-") } ?? ""
    var places = [
      "Chapters/\(chapter)/homework/Answers.swift", "\(chapter)/homework/Answers.swift",
      "\(chapter)/Answers.swift", "homework-\(number)/Answers.swift", "\(number)/Answers.swift",
      "Answers-\(number).swift", "Answers\(number).swift",
    ]
    if homeworks.count == 1 { places.append("Answers.swift") }
    for place in places {
      let path = "\(students)/\(student)/\(place)"
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
        continue
      }
      let size = (attributes[.size] as? Int) ?? Int((attributes[.size] as? UInt64) ?? 0)
      // A link could lead to somebody else's answers.
      guard attributes[.type] as? FileAttributeType == .typeRegular, isInside(path, student) else {
        throw ToolError("\(place) is no plain file")
      }
      guard size <= 1 << 20 else { throw ToolError("\(place) is larger than a megabyte") }
      return path
    }
    return nil
  }

  private func isInside(_ path: String, _ student: String) -> Bool {
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    let home = URL(filePath: students + "/" + student).resolvingSymlinksInPath().path
    return real.hasPrefix(home + "/")
  }

  /// The table, students in order.
  private func text(_ rows: [String: Row]) -> String {
    let numbers = homeworks.flatMap { $0.exercises.map(\.number) }
    var lines = [(["student"] + numbers + ["total", "maximum", "remarks"]).joined(separator: ",")]
    for name in names {
      guard let row = rows[name] else { continue }
      let scores = numbers.map { "\(row.scores[$0] ?? 0)" }
      let total = row.scores.values.reduce(0, +)
      lines.append(
        ([quoted(name)] + scores + [
          "\(total)", "\(maximum)", quoted(row.remarks.joined(separator: "; ")),
        ])
        .joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    // A cell that begins like a formula would be one to a spreadsheet.
    let safe = text.first.map { "=+-@".contains($0) } == true ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"").replacing("\n", with: " ") + "\""
  }
}

/// Results that have been written before.
enum Results {
  private struct File: Decodable {
    struct Test: Decodable {
      var number: String
      var score: Int
      var output: String
    }
    struct Extra: Decodable {
      var complete: Bool
      var digest: String?
    }
    var tests: [Test]
    var extra_data: Extra
  }

  /// The scores and remarks, or `nil` if the grading did not come to its end or was of other
  /// answers.
  static func read(_ path: String, digest: String) -> [String: (score: Int, remark: String?)]? {
    guard let data = try? Data(contentsOf: URL(filePath: path)),
      let file = try? JSONDecoder().decode(File.self, from: data), file.extra_data.complete,
      file.extra_data.digest == digest
    else { return nil }
    return Dictionary(
      uniqueKeysWithValues: file.tests.map { test in
        let lines = test.output.split(separator: "\n")
        let isBroken = lines.first == "no answer"
        let remark =
          !isBroken
          ? nil
          : lines.last == "check: compiling"
            ? String(lines[1]) : "\(test.number): \(lines.dropFirst().first ?? "")"
        return (test.number, (test.score, remark))
      })
  }
}
