import PlantCore
import PlantIO

extension Handover {
  /// The sheet with dates in the local zone, clean of control characters.
  var cleanTables: [TextTable] {
    tables { moment in
      let zone = LocalZone.at(moment)
      let day = CivilTime(moment, offsetSeconds: zone.offsetSeconds)
      return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2)) "
        + moment.timeOfDay(offsetSeconds: zone.offsetSeconds) + " \(zone.name)"
    }.map { table in
      TextTable(
        title: table.title, header: table.header, rows: table.rows.map { $0.map(CleanLine.of) },
        footnote: table.footnote)
    }
  }
}
