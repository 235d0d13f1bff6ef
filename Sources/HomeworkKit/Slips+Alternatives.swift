extension Slips {
  /// A place where several things can go wrong, one at a time.
  ///
  ///     let factor = slip(
  ///       ["there is no noise": 0, "the noise was not scaled": 1], Section.noise, insteadOf: sqrt(β))
  ///
  /// - Parameters:
  ///   - wrong: what was done wrong, as sentences to the student, and what stands here with it. All
  ///     are computed, so none may trap.
  ///   - section: where the book explains it.
  ///   - right: what should stand here.
  public func callAsFunction<Value>(
    _ wrong: KeyValuePairs<String, Value>, _ section: String, insteadOf right: Value
  ) -> Value {
    wrong.reduce(right) { self($1.key, section, $1.value, insteadOf: $0) }
  }
}
