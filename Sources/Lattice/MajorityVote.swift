extension SpinPicture {
  /// Every pixel replaced by the majority of the 3 × 3 window around it; at a tie it stays. Windows
  /// end at the edge of the picture.
  public func majorityVote() -> SpinPicture {
    var result = self
    for row in 0..<height {
      for column in 0..<width {
        var votes = 0
        for r in max(0, row - 1)...min(height - 1, row + 1) {
          for c in max(0, column - 1)...min(width - 1, column + 1) {
            votes += Int(self[r * width + c])
          }
        }
        if votes != 0 { result[row * width + column] = votes > 0 ? 1 : -1 }
      }
    }
    return result
  }
}
