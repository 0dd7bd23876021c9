import PlantCore

/// The report for people at a terminal: aligned columns under plain headings.
enum ReportText {
  static func text(_ model: ReportModel) -> String { text(TextTable.all(model), digest: model.digest) }

  static func text(_ sections: [TextTable], digest: String) -> String {
    var text = ""
    for section in sections {
      text += section.title.uppercased() + "\n"
      for line in section.lines { text += line + "\n" }
      text += "\n"
    }
    return text + "digest \(digest)"
  }
}

/// The report as Markdown, for a ticket or a wiki.
enum ReportMarkdown {
  static func text(_ model: ReportModel) -> String { text(TextTable.all(model), digest: model.digest) }

  static func text(_ sections: [TextTable], title: String = "plantwatch report", digest: String) -> String {
    var text = "# \(title)\n"
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
