import PlantCore
import PlantIO
import TOMLKit

/// What an operator must know of each limit: said for a whole set, or for one limit in a table of its own.
extension LimitReader {
  private static let adviceKeys = ["cause", "consequence", "action", "respondWithin", "priority"]

  /// The texts of a whole set: they hold for all its limits, the priority for H and L only.
  static func readAdvice(
    _ table: TOMLTable, _ path: [String], into advices: inout LimitAdvices, _ reader: inout ConfigurationReader
  ) throws(SetupError) {
    let said = try readAdvice(table, path, &reader)
    for kind in EpisodeKind.limits {
      var own = said
      if kind.isOuter { own.priority = nil }
      advices[kind] = own.over(advices[kind])
    }
  }

  /// One limit: a number, or a table with `limit` and texts of its own.
  static func readLimit(
    _ kind: EpisodeKind, _ table: TOMLTable, _ path: [String], into type: inout SensorTypeConfiguration,
    _ reader: inout ConfigurationReader
  ) throws(SetupError) {
    guard let value = table[kind.text] else { return }
    var number: Double?
    if value.type == .table, let inner = value.table {
      let inside = path + [kind.text]
      try reader.refuseUnknown(inner, inside, known: adviceKeys + ["limit"])
      number = try reader.number(inner, inside, "limit")
      let said = try readAdvice(inner, inside, &reader)
      type.advice[kind] = said.over(type.advice[kind])
    } else {
      number = try reader.number(table, path, kind.text)
    }
    guard let number else { return }
    type.limits[kind] = number
  }

  private static func readAdvice(
    _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Said {
    Said(
      cause: try reader.text(table, path, "cause"), consequence: try reader.text(table, path, "consequence"),
      action: try reader.text(table, path, "action"), respondWithin: try reader.span(table, path, "respondWithin"),
      priority: try reader.whole(table, path, "priority", in: 1...3))
  }

  /// What one table says; what it does not say is taken from the one around it.
  private struct Said {
    var cause: String?
    var consequence: String?
    var action: String?
    var respondWithin: Int64?
    var priority: Int?

    func over(_ base: LimitAdvice) -> LimitAdvice {
      LimitAdvice(
        cause: cause ?? base.cause, consequence: consequence ?? base.consequence, action: action ?? base.action,
        respondWithin: respondWithin ?? base.respondWithin, priority: priority ?? base.priority)
    }
  }
}
