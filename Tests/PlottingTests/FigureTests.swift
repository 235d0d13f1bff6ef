import Plotting
import Testing

@Suite("Figures")
struct FigureTests {
  private let figure = Figure(columns: 2) {
    Panel("Line, \"quoted\"", x: Axis("x"), y: Axis("y")) {
      LinePlot(x: [0, 1, 2], y: [0.1, 1e-7, .nan], label: "a, b", style: .exact)
      if true { RulePlot(y: 0.5) }
    }
    Panel {
      for i in 0..<2 { PointPlot(x: [1], y: [Double(i)], errors: [0.25]) }
    }
  }

  @Test func csvHoldsEveryNumberExactly() {
    #expect(
      figure.csv == """
        panel,title,mark,label,x,y,lower,upper,u,v,value
        1,"Line, ""quoted""\",line,"a, b",0.0,0.1,,,,,
        1,"Line, ""quoted""\",line,"a, b",1.0,1e-07,,,,,
        1,"Line, ""quoted""\",line,"a, b",2.0,nan,,,,,
        1,"Line, ""quoted""\",rule,,,0.5,,,,,
        2,,points,,1.0,0.0,-0.25,0.25,,,
        2,,points,,1.0,1.0,0.75,1.25,,,

        """)
  }

  @Test(arguments: Figure.Format.allCases)
  func theSameFigureGivesTheSameBytes(format: Figure.Format) throws {
    #expect(try figure.render(format) == figure.render(format))
  }
}
