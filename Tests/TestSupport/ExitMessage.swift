import Testing

/// What a process that failed wrote to standard error; observe `\.standardErrorContent`.
public func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
