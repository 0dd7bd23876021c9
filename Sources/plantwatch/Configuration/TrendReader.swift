import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// Reads `[[trend]]`: a name, and its pens as `"press-07/temperature"`.
enum TrendReader {
  private static let most = 32

  static func read(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) -> [TrendGroup] {
    guard let value = table["trend"] else { return [] }
    guard value.type == .array, let array = value.array, array.count <= most else {
      throw reader.problem(["trend"], "must be written as [[trend]] with a name and pens, at most \(most) times")
    }
    var groups: [TrendGroup] = []
    for (number, element) in array.enumerated() {
      let path = ["trend", "#\(number)"]
      guard element.type == .table, let inner = element.table else {
        throw reader.problem(path, "must be a table with a name and pens")
      }
      try reader.refuseUnknown(inner, path, known: ["name", "pens"])
      guard let name = try reader.text(inner, path, "name"), !name.isEmpty else {
        throw reader.problem(path, "has no name")
      }
      guard let texts = try reader.texts(inner, path, "pens"), (1...TrendGroup.most).contains(texts.count) else {
        throw reader.problem(
          path + ["pens"], "must list 1 to \(TrendGroup.most) sensors", fix: "\"press-07/temperature\"")
      }
      var pens: [Pen] = []
      for text in texts {
        guard let pen = pen(text) else {
          throw reader.problem(path + ["pens"], "\"\(text)\" is no sensor", fix: "\"press-07/temperature\"")
        }
        guard !pens.contains(pen) else { throw reader.problem(path + ["pens"], "names \"\(text)\" twice") }
        pens.append(pen)
      }
      groups.append(TrendGroup(name: name, pens: pens))
    }
    return groups
  }

  /// `press-07/temperature`: what follows the last slash is the sensor type.
  static func pen(_ text: String) -> Pen? {
    guard let slash = text.lastIndex(of: "/"), slash > text.startIndex, text.index(after: slash) < text.endIndex else {
      return nil
    }
    return Pen(device: String(text[..<slash]), sensor: String(text[text.index(after: slash)...]))
  }
}
