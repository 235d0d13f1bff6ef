import NotebookEvents

/// Tells whether a chapter's recorded run is of the sources as they are now.
struct SourceDigest {
  private let folder: Folder
  /// What has been read already: chapters share most modules.
  private var modules: [String: Module?] = [:]

  private struct Module {
    /// The files and their contents.
    var sources: [(path: String, bytes: [UInt8])]
    var imports: Set<String>
  }

  init(folder: Folder) { self.folder = folder }

  /// A digest of the chapter and of every module of ours that it imports, directly or not.
  mutating func digest(ofChapter path: String) throws(WeaveError) -> String {
    let bytes = try folder.bytes(path)
    var hash = FNV1a()
    hash.combine(path, bytes)
    var seen: Set<String> = []
    var next = SourceDigest.imports(in: bytes)
    while let name = next.popFirst() {
      guard seen.insert(name).inserted, let module = try module(name) else { continue }
      next.formUnion(module.imports)
    }
    for name in seen.sorted() {
      for source in try module(name)?.sources ?? [] { hash.combine(source.path, source.bytes) }
    }
    return hash.text
  }

  /// A module below `Sources/`, or `nil` if the name is that of somebody else's.
  private mutating func module(_ name: String) throws(WeaveError) -> Module? {
    if let known = modules[name] { return known }
    var module: Module?
    if folder.contains("Sources/" + name) {
      var read = Module(sources: [], imports: [])
      for path in try folder.files(below: "Sources/" + name) {
        let bytes = try folder.bytes(path)
        read.sources.append((path, bytes))
        if path.hasSuffix(".swift") { read.imports.formUnion(SourceDigest.imports(in: bytes)) }
      }
      module = read
    }
    modules[name] = .some(module)
    return module
  }

  /// The modules that a source file imports.
  static func imports(in bytes: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let i = words.firstIndex(of: "import"), i + 1 < words.count else { continue }
      // `import struct Tensors.Tensor` names the module behind the kind.
      let isKind = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
        .contains(words[i + 1])
      guard let name = isKind ? words.dropFirst(i + 2).first : words[i + 1] else { continue }
      names.insert(String(name.prefix { $0 != "." }))
    }
    return names
  }
}

extension FNV1a {
  /// Takes a file, such that no part of it can pass for a part of the next.
  mutating func combine(_ path: String, _ bytes: [UInt8]) {
    combine("\(path)\0\(bytes.count)\0".utf8)
    combine(bytes)
  }
}
