/// Goes through a collection and shows how far it has come, on standard error: a bar with the time
/// that is left on a terminal, else a line every ten seconds; nothing in a quiet run.
///
/// ```swift
/// for step in progress(0..<100_000, "sampling") { … }
/// ```
/// - Parameters:
///   - elements: what to go through.
///   - label: what is being done.
/// - Returns: a sequence of the same elements.
@MainActor public func progress<Elements: Collection>(
  _ elements: Elements, _ label: String
) -> ProgressSequence<Elements> {
  let session = Session.current
  let meter =
    session.options.quiet
    ? nil : ProgressMeter(label, total: elements.count, output: session.output)
  return ProgressSequence(elements: elements, meter: meter)
}

/// The elements of a collection, with a progress bar on the way: see `progress`.
public struct ProgressSequence<Elements: Collection>: Sequence {
  let elements: Elements
  let meter: ProgressMeter?

  /// Begins at the first element.
  public func makeIterator() -> Iterator {
    Iterator(base: elements.makeIterator(), meter: meter, nextReport: meter == nil ? .max : 1)
  }

  /// Counts elements, and asks the meter for a report now and then: the inner loop pays for one
  /// comparison.
  public struct Iterator: IteratorProtocol {
    @usableFromInline var base: Elements.Iterator
    let meter: ProgressMeter?
    @usableFromInline var count = 0
    @usableFromInline var nextReport: Int

    init(base: Elements.Iterator, meter: ProgressMeter?, nextReport: Int) {
      self.base = base
      self.meter = meter
      self.nextReport = nextReport
    }

    /// The next element, or nil when all have been handed out.
    @inlinable public mutating func next() -> Elements.Element? {
      if count >= nextReport { report() }
      guard let element = base.next() else {
        finish()
        return nil
      }
      count += 1
      return element
    }

    @usableFromInline mutating func report() {
      guard let meter else { return }
      let count = self.count
      nextReport = MainActor.assumeIsolated { meter.report(done: count) }
    }

    @usableFromInline func finish() {
      guard let meter else { return }
      MainActor.assumeIsolated { meter.finish() }
    }
  }
}
