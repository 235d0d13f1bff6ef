import Files
import HomeworkKit
import NotebookEvents
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Grades the folders of a class, several at a time, each student apart from the others.
final class ClassGrading: Sendable {
  private let book: TeachersCopy
  private let students: String
  private let csv: String
  private let homeworks: [Questionnaire]
  private let seed: UInt64
  private let jobs: Int
  private let isFresh: Bool
  private let table: Mutex<Table>
  private let queue = Mutex<[String]>([])
  private let lock: Lock

  /// - Parameter seed: of the inputs; if nil that of the run before, or a new one.
  init(
    book: TeachersCopy, students: String, csv: String, homeworks: [Questionnaire], seed: UInt64?,
    jobs: Int, isFresh: Bool
  ) throws {
    (self.book, self.students, self.csv, self.homeworks) = (book, students, csv, homeworks)
    (self.jobs, self.isFresh) = (jobs, isFresh)
    let all = try FileManager.default.contentsOfDirectory(atPath: students).sorted()
    let names = all.filter { name in
      let kind = BookFiles.kind(students + "/" + name)
      return !name.hasPrefix(".") && (kind == .typeDirectory || kind == .typeSymbolicLink)
    }
    guard !names.isEmpty else { throw ToolError("there is no student's folder in \(students)") }
    table = Mutex(Table(students: names, homeworks: homeworks))
    try createFolder(csv + ".results")
    // The seed is in it: if we are root, the children are others and cannot read it.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700], ofItemAtPath: csv + ".results")
    lock = try Lock(csv + ".results/lock")
    let file = csv + ".results/seed"
    let before = isFresh ? nil : (try? readText(file)).flatMap { UInt64($0) }
    self.seed = seed ?? before ?? Grader.freshSeed()
    try AtomicFile.write("\(self.seed)", to: file)
  }

  /// The results lie beside the table, and so do the workshops.
  private func results(of student: String, _ homework: Questionnaire) -> String {
    "\(csv).results/\(student)/\(homework.product).json"
  }

  func run() async throws {
    let names = table.withLock { $0.students }
    // Kept results first, so that the table has them whatever happens.
    for student in names where !isFresh {
      if let row = row(of: student, grading: nil) { table.withLock { $0.rows[student] = row } }
    }
    let kept = table.withLock { $0.rows }
    let open = names.filter { kept[$0] == nil }
    queue.withLock { $0 = open }
    try write()
    if !kept.isEmpty {
      say("\(kept.count) of \(names.count) students were graded before, or have nothing to grade")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<min(jobs, open.count) {
        group.addTask { try await self.work(worker + 1) }
      }
      try await group.waitForAll()
    }
    say("\(names.count) students (inputs: --seed \(seed)); the table is \(csv)")
  }

  private func write() throws { try AtomicFile.write(table.withLock { $0.text }, to: csv) }

  private func work(_ worker: Int) async throws {
    let workshop = Workshop(book: book, folder: "\(csv).results/.workshop-\(worker)")
    try await workshop.prepare()
    for homework in homeworks { try await workshop.warmUp(homework) }
    while let student = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
      var reports: [Int: Result<Void, any Error>] = [:]
      for homework in homeworks {
        do {
          try await grade(student, homework, workshop)
          reports[homework.chapter] = .success(())
        } catch {
          reports[homework.chapter] = .failure(error)
        }
      }
      let row = row(of: student, grading: reports) ?? Table.Row()
      table.withLock { $0.rows[student] = row }
      try write()
      let remarks = row.remarks.map { "\n  " + $0 }.joined()
      say("\(student): \(row.total) of \(table.withLock { $0.maximum })\(remarks)")
    }
  }

  private func grade(
    _ student: String, _ homework: Questionnaire, _ workshop: Workshop
  ) async throws {
    guard let answers = try file(of: student, homework) else { return }
    let digest = try book.digest(answers, homework)
    let path = results(of: student, homework)
    if !isFresh, Results.read(path, digest: digest, seed: seed) != nil { return }
    try await workshop.grade(answers, homework, seed: seed, results: path, digest: digest)
  }

  private func file(of student: String, _ homework: Questionnaire) throws -> String? {
    try Submission(folder: students + "/" + student).answers(
      to: book.chapter(homework), isOnly: homeworks.count == 1)
  }

  /// A row from the results that have been written.
  ///
  /// - Parameter grading: what came of the grading; `nil` if there was none yet.
  /// - Returns: `nil` if there was none and it is needed.
  private func row(of student: String, grading: [Int: Result<Void, any Error>]?) -> Table.Row? {
    var row = Table.Row()
    for homework in homeworks {
      do {
        try grading?[homework.chapter]?.get()
        guard let answers = try file(of: student, homework) else {
          row.add(remark: "no answers to chapter \(homework.chapter)")
          continue
        }
        let results = Results.read(
          results(of: student, homework), digest: try book.digest(answers, homework), seed: seed)
        if let results {
          row.add(results)
        } else {
          guard grading != nil else { return nil }
          row.add(remark: "\(homework.product): the grading did not come to its end")
        }
        let added = try book.addedImports(answers, homework)
        Imports.remark(on: added).map { row.add(remark: "\(homework.product) \($0)") }
      } catch {
        row.add(remark: "\(homework.product): \(error)")
      }
    }
    return row
  }
}
