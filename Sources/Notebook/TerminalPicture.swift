import NotebookEvents

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a terminal is made to show a picture in the midst of text.
enum TerminalPicture: Equatable {
  /// `OSC 1337 ; File`: iTerm2, WezTerm, mintty.
  ///
  /// Source: iTerm2 documentation, "Inline Images Protocol".
  case iTerm2
  /// `APC G`: kitty, Ghostty.
  ///
  /// Source: kitty documentation, "Terminal graphics protocol".
  case kitty

  /// The protocol of the terminal in which this process runs, by its environment; nil if it shows
  /// no pictures or does not say so. Within tmux and screen there are none: the picture would not
  /// move with the text.
  ///
  /// - Parameter environment: looks up a variable.
  init?(environment: (String) -> String?) {
    let terminal = environment("TERM") ?? ""
    let program = environment("TERM_PROGRAM") ?? ""
    if environment("TMUX") != nil || ["tmux", "screen"].contains(where: terminal.hasPrefix) {
      return nil
    }
    if environment("KITTY_WINDOW_ID") != nil || terminal == "xterm-kitty"
      || terminal == "xterm-ghostty" || program == "ghostty"
    {
      self = .kitty
    } else if ["iTerm.app", "WezTerm", "mintty"].contains(program)
      || environment("LC_TERMINAL") == "iTerm2"
    {
      self = .iTerm2
    } else {
      return nil
    }
  }

  /// The characters that show a picture.
  ///
  /// - Parameters:
  ///   - png: the bytes of its file.
  ///   - name: the file's name.
  ///   - width: in points; half as many as the picture has pixels.
  ///   - columns: of the terminal.
  func text(png: [UInt8], name: String, width: Double, columns: Int) -> String {
    let data = Data(png).base64EncodedString()
    // A column is about eight points wide.
    let cells = min(columns, Int((width / 8).rounded(.up)))
    switch self {
    case .iTerm2:
      let title = Data(name.utf8).base64EncodedString()
      return "\u{1B}]1337;File=inline=1;name=\(title);size=\(png.count);width=\(cells):\(data)\u{7}"
    case .kitty:
      var rest = data[...]
      var text = ""
      // Shown at once, without an answer; further parts have no other keys than m.
      var keys = "a=T,f=100,q=2,c=\(cells),"
      repeat {
        let part = rest.prefix(4096)
        rest = rest.dropFirst(part.count)
        text += "\u{1B}_G\(keys)m=\(rest.isEmpty ? 0 : 1);\(part)\u{1B}\\"
        keys = ""
      } while !rest.isEmpty
      return text
    }
  }
}
