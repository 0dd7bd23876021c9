extension Canvas {
  /// What a person would see, a line a row, without trailing spaces: the text plane of a picture.
  public var textPlane: String {
    plane { $0.text }
  }

  /// What every cell means, one letter a column (`Role.letter`), capitalised words apart: the role plane of a
  /// picture. A cell in reverse is drawn as `#`, a selected empty one as `S`.
  public var rolePlane: String {
    plane { cell in
      if cell.attributes.contains(.reverse) { return "#" }
      if cell.base == 32 { return cell.attributes.contains(.selected) ? "S" : " " }
      return String(cell.role.letter)
    }
  }

  private func plane(_ text: (Cell) -> String) -> String {
    var lines: [String] = []
    for y in 0..<size.rows {
      var line = ""
      for x in 0..<size.columns { line += text(self[x, y]) }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
