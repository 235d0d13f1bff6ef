import Elementary

/// Parameters that an optimizer treats in a way of their own.
///
/// ```swift
/// Adam(learningRate: 1e-3, weightDecay: 0.01, groups: [.suffix("bias", weightDecay: 0)])
/// ```
/// The first group that holds a parameter counts. Parameters in no group keep the optimizer's own
/// settings.
public struct ParameterGroup: Sendable {
  /// Whether the group holds the parameter of a name.
  public let contains: @Sendable (_ name: String) -> Bool
  /// Multiplies the optimizer's learning rate; 0 freezes the group.
  public let learningRateFactor: Double
  /// Replaces the optimizer's weight decay, unless `nil`.
  public let weightDecay: Double?

  /// Parameters whose names pass a test.
  public init(
    learningRateFactor: Double = 1, weightDecay: Double? = nil,
    where contains: @escaping @Sendable (_ name: String) -> Bool
  ) {
    precondition(
      learningRateFactor >= 0 && Float(learningRateFactor).isFinite
        && weightDecay.map { $0 >= 0 && Float($0).isFinite } ?? true,
      "parameter group: learning rate × \(learningRateFactor), weight decay "
        + (weightDecay.map { "\($0)" } ?? "of the optimizer"))
    self.contains = contains
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
  }

  /// Parameters whose names end like this, as `"bias"`.
  public static func suffix(
    _ suffix: String, learningRateFactor: Double = 1, weightDecay: Double? = nil
  ) -> ParameterGroup {
    ParameterGroup(learningRateFactor: learningRateFactor, weightDecay: weightDecay) {
      $0.hasSuffix(suffix)
    }
  }

  /// Parameters whose names begin like this, as `"layers.0."`.
  public static func prefix(
    _ prefix: String, learningRateFactor: Double = 1, weightDecay: Double? = nil
  ) -> ParameterGroup {
    ParameterGroup(learningRateFactor: learningRateFactor, weightDecay: weightDecay) {
      $0.hasPrefix(prefix)
    }
  }
}

extension [ParameterGroup] {
  /// The settings that hold for a parameter.
  func settings(for name: String, weightDecay: Double) -> (rateFactor: Double, decay: Double) {
    let group = first { $0.contains(name) }
    return (group?.learningRateFactor ?? 1, group?.weightDecay ?? weightDecay)
  }
}
