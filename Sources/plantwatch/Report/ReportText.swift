import PlantCore

/// The report for people at a terminal: aligned columns under plain headings.
enum ReportText {
  static func text(_ model: ReportModel) -> String { text(ReportSection.all(model), digest: model.digest) }

  static func text(_ sections: [ReportSection], digest: String) -> String {
    var text = ""
    for section in sections {
      text += section.title.uppercased() + "\n"
      let widths = widths(section)
      if section.header.contains(where: { !$0.isEmpty }) { text += line(section.header, widths) }
      for row in section.rows { text += line(row, widths) }
      if !section.footnote.isEmpty { text += "  (\(section.footnote))\n" }
      text += "\n"
    }
    return text + "digest \(digest)"
  }

  private static func widths(_ section: ReportSection) -> [Int] {
    section.header.indices.map { column in
      ([section.header] + section.rows).map { $0[column].count }.max() ?? 0
    }
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += "  " + cell + String(repeating: " ", count: width - cell.count)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line + "\n"
  }
}

/// The report as Markdown, for a ticket or a wiki.
enum ReportMarkdown {
  static func text(_ model: ReportModel) -> String { text(ReportSection.all(model), digest: model.digest) }

  static func text(_ sections: [ReportSection], digest: String) -> String {
    var text = "# plantwatch report\n"
    for section in sections {
      text += "\n## \(section.title)\n\n"
      text += row(section.header) + row(section.header.map { _ in "---" })
      for cells in section.rows { text += row(cells.map(escaped)) }
      if !section.footnote.isEmpty { text += "\n(\(section.footnote))\n" }
    }
    return text + "\ndigest \(digest)"
  }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

  private static func escaped(_ cell: String) -> String {
    var escaped = ""
    for character in cell {
      if "|\\`*_<>[]#".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
