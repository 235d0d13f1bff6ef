extension Gaussian {
  /// The running Gaussian of the book, N(1, ½²) on the line.
  public static let running = Gaussian(mean: 1, standardDeviation: 0.5)

  /// The running Gaussian in the plane: mean (1, −½), standard deviations 1 and ½, correlation 0.8.
  public static let runningInPlane = Gaussian(
    mean: [1, -0.5], covariance: [[1, 0.4], [0.4, 0.25]])
}

extension GaussianMixture {
  /// The running mixture of the book: four components in the plane, unequal in weight, size and
  /// shape, all within the square [−4, 4]².
  public static let running = GaussianMixture(
    weights: [0.4, 0.25, 0.25, 0.1],
    components: [
      Gaussian(mean: [-1.7, -0.8], covariance: [[0.45, 0.28], [0.28, 0.4]]),
      Gaussian(mean: [1.5, -1.4], covariance: [[0.3, -0.15], [-0.15, 0.25]]),
      Gaussian(mean: [0.1, 1.8], covariance: [[0.6, 0], [0, 0.12]]),
      Gaussian(mean: [2.5, 1.1], covariance: [[0.1, 0], [0, 0.2]]),
    ])
}
