import NotebookEvents

/// A number as it stands in a label or a title, without digits that it does not need: `0.25`, `1`,
/// `1e-5`.
///
/// - Parameter value: any number; at most six significant digits are written.
public func label(_ value: Double) -> String { NumberFormat.significant(6)(value) }
