import Elementary

extension SpinLanes {
  /// The picture of one chain, or of one strip.
  public func picture(_ lane: Int) -> SpinPicture {
    precondition((0..<64).contains(lane), "lane \(lane) of 64")
    var spins = Array(repeating: Int8(-1), count: width * height)
    for row in 0..<height {
      for column in 0..<width where self[row, column] >> UInt64(lane) & 1 == 1 {
        spins[row * width + column] = 1
      }
    }
    return SpinPicture(width: width, height: height, spins: spins)
  }

  /// The pictures of all chains.
  public var pictures: [SpinPicture] { (0..<64).map(picture) }

  /// The whole lattice of strips, one below the other.
  public var lattice: SpinPicture {
    precondition(use == .strips, "64 chains are not one lattice")
    return SpinPicture(
      width: width, height: 64 * height, spins: (0..<64).flatMap { picture($0).spins })
  }

  /// The mean over the chains of every spin, row by row.
  public var meanSpins: [Double] {
    (0..<height).flatMap { row in
      (0..<width).map { column in Double(self[row, column].nonzeroBitCount) / 32 - 1 }
    }
  }

  /// The mean of all spins, −1…1.
  public var magnetization: Double {
    var ups = 0
    for row in 0..<height {
      for column in 0..<width { ups += self[row, column].nonzeroBitCount }
    }
    return Double(ups) / Double(32 * width * height) - 1
  }

  /// The mean of `y_i y_j` over all pairs of neighbours, −1…1, on a periodic lattice.
  ///
  /// Every pair has one place of the first colour, so it is counted from there.
  public var meanBond: Double {
    precondition(boundary == .periodic, "bonds are counted on periodic lattices")
    var copy = self
    copy.refreshHalo(of: 1)
    var unlike = 0
    for row in 0..<height {
      let side = row & 1 == 0 ? -1 : 1
      for i in (row + 1) * stride + 1..<(row + 1) * stride + 1 + width / 2 {
        let (spin, others) = (copy.colours[0][i], copy.colours[1])
        for j in [i, i + side, i - stride, i + stride] {
          unlike += (spin ^ others[j]).nonzeroBitCount
        }
      }
    }
    return 1 - Double(unlike) / Double(64 * width * height)
  }
}
