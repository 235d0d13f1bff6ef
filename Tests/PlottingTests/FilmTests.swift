import Cairo
import Elementary
import Images
import Plotting
import Testing

@Suite("Films")
struct FilmTests {
  private func frame(_ x: Double, range: ClosedRange<Double> = 0...10, height: Double = 120)
    -> Figure
  {
    Figure(size: Figure.Size(width: 160, height: height)) {
      Panel("A walk", x: Axis("x", range: range), y: Axis("y", range: 0...1)) {
        PointPlot(x: [x], y: [0.5], label: "here", style: .measured)
      }
    }
  }

  @Test func framesDelaysAndPicturesArrive() throws {
    let film = Film(frames: (1...7).map { frame(Double($0)) }, framesPerSecond: 12, pause: 1.5)
    let file = try film.render()
    #expect(try film.render() == file)
    let decoded = try Animation(gif: file)
    // 12 frames a second are 25 hundredths for every three.
    #expect(decoded.frames.map(\.delay) == [8, 9, 8, 8, 9, 8, 150])
    for (figure, shown) in zip(film.frames, decoded.frames) {
      let image = try figure.image(scale: Film.scale)
      #expect(image.width == 160 && image.height == 120)
      for shift in [16, 8, 0] as [UInt32] {
        let distances = zip(image.pixels, shown.image.pixels).map { a, b in
          abs(Int(a >> shift & 255) - Int(b >> shift & 255))
        }
        #expect(distances.max()! <= 12)
      }
    }
    #expect(decoded.frames[0].image != decoded.frames[1].image)
  }

  @Test func theNumbersOfAllFramesAreKept() {
    let film = Film(frames: [frame(2), frame(3.5)], framesPerSecond: 5)
    #expect(
      film.csv == """
        frame,panel,title,mark,label,x,y,lower,upper,u,v,value
        1,1,A walk,points,here,2.0,0.5,,,,,
        2,1,A walk,points,here,3.5,0.5,,,,,

        """)
  }

  @Test func framesOfOtherSizesAreNamed() throws {
    let film = Film(frames: [frame(2), frame(3), frame(4, height: 130)], framesPerSecond: 5)
    let error = #expect(throws: PlottingError.self) { try film.render() }
    #expect(error == .unequalFrames(frame: 3, size: "160 × 130", first: "160 × 120"))
    #expect(error?.description.contains("frame 3 has 160 × 130 pixels") == true)
  }

  /// Noise has nothing that could be compressed.
  @Test func filmsThatNobodyWouldLoadAreRefused() throws {
    let frames = (0..<12).map { frame in
      Figure(size: Figure.Size(width: 500, height: 500)) {
        Panel(x: Axis(range: 0...1), y: Axis(range: 0...1)) {
          Heatmap(
            x: (0..<300).map { Double($0) / 300 }, y: (0..<300).map { Double($0) / 300 },
            values: (0..<90_000).map { Double(($0 * $0 + frame * $0) % 8191) })
        }
      }
    }
    let error = #expect(throws: PlottingError.self) {
      try Film(frames: frames, framesPerSecond: 5).render()
    }
    guard case .filmTooLarge(let bytes, Film.largest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(bytes > Film.largest)
  }

  @Test func filmsThatCannotBeWrittenLeaveNothing() {
    let film = Film(frames: [frame(2)], framesPerSecond: 5)
    let error = #expect(throws: PlottingError.self) {
      try film.write(to: "/nonexistent-folder/film.gif")
    }
    #expect(error?.description.hasPrefix("cannot write “/nonexistent-folder/film.gif”") == true)
  }

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Film(frames: [], framesPerSecond: 5) }
    await #expect(processExitsWith: .failure) {
      _ = Film(frames: [Figure { Panel {} }], framesPerSecond: 0)
    }
  }
}
