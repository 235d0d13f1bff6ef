/// Finds what a misspelt name was probably meant to be.
enum NearMiss {
  /// ` (did you mean 'step'?)`, or the empty string if no candidate is close.
  static func hint(for name: String, among candidates: some Sequence<String>) -> String {
    let limit = name.count < 4 ? 1 : max(2, name.count / 3)
    let close =
      candidates
      .map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= limit }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map { "'\($0.name)'" }
    return close.isEmpty ? "" : " (did you mean \(close.joined(separator: " or "))?)"
  }

  /// The number of insertions, deletions, substitutions and exchanges of neighbours that turn one
  /// text into the other (Damerau 1964, each letter changed at most once).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices.map({ $0 + 1 }) {
      var row = [i]
      for j in b.indices.map({ $0 + 1 }) {
        let substitution = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var best = min(row[j - 1] + 1, rows[i - 1][j] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
