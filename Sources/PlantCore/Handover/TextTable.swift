/// A headed table of texts: what reports, handover sheets and their screens have in common.
public struct TextTable: Sendable {
  public var title: String
  /// Names of the columns; empty names head nothing.
  public var header: [String]
  /// Each with as many cells as the header.
  public var rows: [[String]]
  /// A line under the table; empty when there is nothing to add.
  public var footnote = ""

  public init(title: String, header: [String], rows: [[String]], footnote: String = "") {
    self.title = title
    self.header = header
    self.rows = rows
    self.footnote = footnote
  }

  /// Header and rows in aligned columns, the title aside.
  public var lines: [String] {
    let hasHeader = header.contains { !$0.isEmpty }
    let all = (hasHeader ? [header] : []) + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { Self.line($0, widths) } + (footnote.isEmpty ? [] : ["  (\(footnote))"])
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += "  " + cell + String(repeating: " ", count: width - cell.count)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
