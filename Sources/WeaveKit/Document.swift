/// A file that is woven: the book, or the page of a chapter.
struct Document: Hashable, Sendable {
  static let book = Document(path: Book.text)

  /// Relative to the package's folder.
  let path: String

  var isBook: Bool { self == .book }

  /// A link from here to a file of the package.
  func link(to file: String) -> String {
    let from = path.split(separator: "/").dropLast()
    let to = file.split(separator: "/")
    let shared = zip(from, to.dropLast()).prefix { $0 == $1 }.count
    return ([Substring](repeating: "..", count: from.count - shared) + to.dropFirst(shared))
      .joined(separator: "/")
  }

  /// A link from here to a place: to where it stands in this document, or else to its page.
  func link(to place: Place) -> String {
    if isBook ? place.isInBook : place.page == path && !place.name.isEmpty {
      return "#" + id(of: place)
    }
    let document = Document(path: place.page)
    let id = document.id(of: place)
    return link(to: place.page) + (id.isEmpty ? "" : "#" + id)
  }

  /// The `id` of a place in this document; empty if the place is the whole document.
  func id(of place: Place) -> String {
    guard isBook, place.chapter > 0 else { return place.name }
    let number = twoDigits(place.chapter)
    return place.name.isEmpty ? "chapter-" + number : number + "-" + place.name
  }

  /// What links to a place lead to.
  func anchor(_ place: Place) -> String { Markdown.anchor(id(of: place)) }
}

/// A place that can be linked to. It stands on the page of its chapter and perhaps in the book.
struct Place: Hashable, Sendable {
  /// 0 for the front matter, whose page is the book.
  var chapter: Int
  /// The path of the page.
  var page: String
  /// Such as `eq-gibbs`; empty for the chapter itself.
  var name: String
  var isInBook: Bool
}
