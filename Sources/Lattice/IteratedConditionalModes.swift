import Elementary

/// Iterated conditional modes: every pixel in turn takes the more probable of its two values, given
/// the others, until none changes.
///
///     y_i ← sign(J Σ_{j ∼ i} y_j + b_i)
///
/// Each change lowers the energy, so it ends, in the first local minimum it meets.
///
/// - Source: J. Besag, Journal of the Royal Statistical Society B 48 (1986), 259, section 2.5.
public struct IteratedConditionalModes: Sendable {
  /// The local minimum.
  public let picture: SpinPicture
  /// The energy at the start and after each sweep; the last sweep changes nothing.
  public let energies: [Double]

  // snippet.icm
  /// - Parameters:
  ///   - model: the energy.
  ///   - start: the picture to begin with.
  public init(_ model: IsingModel, from start: SpinPicture) {
    var y = start
    var energies = [model.energy(of: y)]
    var changes = 0
    repeat {
      changes = 0
      for i in model.field.indices where model.localField(at: i, in: y) * Double(y[i]) < 0 {
        y[i] = -y[i]
        changes += 1
      }
      energies.append(model.energy(of: y))
    } while changes > 0
    (picture, self.energies) = (y, energies)
  }
  // snippet.end
}
