/// Finds what a misspelt name was probably meant to be.
enum NearMiss {
  /// ` (did you mean 'step'?)`, or the empty string if no candidate is close.
  static func hint(for name: String, among candidates: some Sequence<String>) -> String {
    let limit = max(2, name.count / 3)
    let close =
      candidates
      .map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= limit }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map { "'\($0.name)'" }
    return close.isEmpty ? "" : " (did you mean \(close.joined(separator: " or "))?)"
  }

  /// The number of insertions, deletions and substitutions that turn one text into the other
  /// (Levenshtein 1966).
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (diagonal, row[j + 1]) = (
          row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        )
      }
    }
    return row[b.count]
  }
}
