import PlantCore
import PlantIO
import TOMLKit

/// The single values of a table of limits.
extension LimitReader {
  /// Two numbers in square brackets.
  static func readRange(
    _ key: String, _ table: TOMLTable, _ path: [String], _ example: String, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> ClosedRange<Double>? {
    guard let value = table[key] else { return nil }
    let ends = value.type == .array ? value.array.map { $0.compactMap { ConfigurationReader.number($0) } } ?? [] : []
    guard ends.count == 2, ends[0] < ends[1], ends[0].isFinite, ends[1].isFinite else {
      throw reader.problem(path + [key], "must be two numbers, the lower one first", fix: "\(key) = \(example)")
    }
    reader.note(path + [key], "[\(numberText(ends[0])), \(numberText(ends[1]))]")
    return ends[0]...ends[1]
  }

  /// The unit readings come in.
  static func readPayloadUnit(
    _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> String? {
    guard let text = try reader.text(table, path, "payloadUnit") else { return nil }
    guard text.utf8.count <= 32 else { throw reader.problem(path + ["payloadUnit"], "is too long for a unit") }
    return text
  }

  /// Refuses units that cannot be converted: nothing that such a sensor says could be judged.
  static func checkUnits(
    _ type: SensorTypeConfiguration, _ table: TOMLTable, _ path: [String], _ reader: ConfigurationReader
  ) throws(SetupError) {
    guard !type.payloadUnit.isEmpty, type.payloadUnit.lowercased() != type.unit.lowercased() else { return }
    let key = table["payloadUnit"] == nil ? "unit" : "payloadUnit"
    guard let from = PhysicalUnit(type.payloadUnit), let to = PhysicalUnit(type.unit), from.isConvertible(to: to)
    else {
      throw reader.problem(
        path + [key], "\"\(type.payloadUnit)\" cannot be converted to \"\(type.unit)\"",
        fix: "°C, °F, K; PSI, bar, kPa, MPa; mm/s, in/s")
    }
  }

  /// A delay of a limit set.
  static func readDelay(
    _ key: String, _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Int64? {
    guard let delay = try reader.span(table, path, key) else { return nil }
    guard delay <= Interval.day else { throw reader.problem(path + [key], "must be at most a day") }
    return delay
  }

  /// A deadband in the sensor's unit, or as a share of the scale: `"2%"`.
  static func readDeadband(
    _ table: TOMLTable, _ path: [String], scale: ClosedRange<Double>?, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Double? {
    guard let value = table["deadband"] else { return nil }
    if value.type == .string {
      guard let text = try reader.text(table, path, "deadband"), text.hasSuffix("%"),
        let share = Double(text.dropLast()), share >= 0, share.isFinite, let scale
      else {
        throw reader.problem(
          path + ["deadband"], "must be a number, or a share of the scale", fix: "deadband = \"2%\", with a scale")
      }
      return share / 100 * (scale.upperBound - scale.lowerBound)
    }
    guard let number = try reader.number(table, path, "deadband"), number >= 0, number.isFinite else {
      throw reader.problem(path + ["deadband"], "must not be negative, nor without end")
    }
    return number
  }
}
