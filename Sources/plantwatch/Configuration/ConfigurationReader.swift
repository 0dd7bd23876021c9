import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// One value that is in force, and where it came from: what `plantwatch check` lists.
struct ValueInForce {
  var key: String
  var value: String
  var origin: String
}

/// Reads tables of a configuration file and complains with file, line and the likely fix.
struct ConfigurationReader {
  let file: String
  private let index: LineIndex
  private(set) var values: [ValueInForce] = []

  init(file: String, text: String) {
    self.file = file
    index = LineIndex(text)
  }

  /// A complaint about the key at `path`.
  func problem(_ path: [String], _ problem: String, fix: String = "") -> SetupError {
    SetupError(place(path), "\(Self.shown(path)): \(problem)", fix: fix)
  }

  private func place(_ path: [String]) -> String { index.line(path).map { "\(file):\($0)" } ?? file }

  private static func shown(_ path: [String]) -> String {
    path.filter { !$0.hasPrefix("#") }.map { $0.contains { $0 == "." || $0 == " " } ? "\"\($0)\"" : $0 }
      .joined(separator: ".")
  }

  /// Refuses keys of `table` that are not in `known`, naming the nearest one.
  func refuseUnknown(_ table: TOMLTable, _ path: [String], known: [String]) throws(SetupError) {
    for key in table.keys where !known.contains(key) {
      throw problem(path + [key], "is not known here", fix: Spelling.advice(for: key, among: known))
    }
  }

  mutating func note(_ path: [String], _ value: String) {
    values.append(ValueInForce(key: Self.shown(path), value: value, origin: place(path)))
  }

  mutating func text(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> String? {
    guard let value = table[key] else { return nil }
    guard value.type == .string, let text = value.string else {
      throw problem(path + [key], "must be a text in quotes")
    }
    note(path + [key], "\"\(text)\"")
    return text
  }

  mutating func number(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> Double? {
    guard let value = table[key] else { return nil }
    guard let number = Self.number(value), number.isFinite else { throw problem(path + [key], "must be a number") }
    note(path + [key], number.description)
    return number
  }

  static func number(_ value: any TOMLValueConvertible) -> Double? {
    switch value.type {
    case .int: value.int.map(Double.init)
    case .double: value.double
    default: nil
    }
  }

  mutating func whole(
    _ table: TOMLTable, _ path: [String], _ key: String, in range: ClosedRange<Int>
  ) throws(SetupError) -> Int? {
    guard let value = table[key] else { return nil }
    guard value.type == .int, let whole = value.int, range.contains(whole) else {
      throw problem(path + [key], "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    note(path + [key], String(whole))
    return whole
  }

  mutating func flag(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> Bool? {
    guard let value = table[key] else { return nil }
    guard value.type == .bool, let flag = value.bool else { throw problem(path + [key], "must be true or false") }
    note(path + [key], String(flag))
    return flag
  }

  /// One text or a list of them.
  mutating func texts(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> [String]? {
    guard let value = table[key] else { return nil }
    if value.type == .string { return try text(table, path, key).map { [$0] } }
    guard value.type == .array, let array = value.array else {
      throw problem(path + [key], "must be a text in quotes, or a list of them")
    }
    var texts: [String] = []
    for element in array {
      guard element.type == .string, let text = element.string else {
        throw problem(path + [key], "must hold texts in quotes only")
      }
      texts.append(text)
    }
    note(path + [key], "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]")
    return texts
  }

  /// A length of time such as `"5s"`, `"10m"`, `"2h"`, in nanoseconds.
  mutating func span(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> Int64? {
    guard let text = try text(table, path, key) else { return nil }
    guard let span = Durations.nanoseconds(text) else {
      throw problem(
        path + [key], "\"\(text)\" is no length of time", fix: "write \"500ms\", \"5s\", \"10m\", \"2h\" or \"30d\"")
    }
    return span
  }

  /// A table below `table`; nil when there is none.
  func table(_ table: TOMLTable, _ path: [String], _ key: String) throws(SetupError) -> TOMLTable? {
    guard let value = table[key] else { return nil }
    guard value.type == .table, let inner = value.table else { throw problem(path + [key], "must be a table") }
    return inner
  }
}
