/// Lists the marks of a panel; `if` and `for` may stand among them.
@resultBuilder
public enum MarkBuilder {
  public static func buildExpression(_ mark: some Mark) -> [any Mark] { [mark] }
  public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  public static func buildEither(first part: [any Mark]) -> [any Mark] { part }
  public static func buildEither(second part: [any Mark]) -> [any Mark] { part }
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap(\.self) }
}

/// Lists the panels of a figure; `if` and `for` may stand among them.
@resultBuilder
public enum PanelBuilder {
  public static func buildExpression(_ panel: Panel) -> [Panel] { [panel] }
  public static func buildExpression(_ panels: [Panel]) -> [Panel] { panels }
  public static func buildBlock(_ parts: [Panel]...) -> [Panel] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [Panel]?) -> [Panel] { part ?? [] }
  public static func buildEither(first part: [Panel]) -> [Panel] { part }
  public static func buildEither(second part: [Panel]) -> [Panel] { part }
  public static func buildArray(_ parts: [[Panel]]) -> [Panel] { parts.flatMap(\.self) }
}
