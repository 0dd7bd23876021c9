import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// Reads `[alarms.NAME]`: changes the three standard alarms, and adds the site's own.
enum AlarmReader {
  private static let keys = [
    "metric", "device", "sensor", "statistic", "period", "evaluationPeriods", "datapointsToAlarm", "comparison",
    "threshold", "missing", "priority", "action",
  ]
  /// No more alarms than an operator could ever know by name.
  private static let limit = 64

  static func read(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, into engine: inout EngineConfiguration
  ) throws(SetupError) {
    guard let alarms = try reader.table(table, [], "alarms") else { return }
    for name in alarms.keys {
      let path = ["alarms", name]
      guard let inner = try reader.table(alarms, ["alarms"], name) else { continue }
      try reader.refuseUnknown(inner, path, known: keys)
      guard name != "feed", name != "lost" else {
        throw reader.problem(path, "is always there and cannot be changed", fix: "choose another name")
      }
      guard !name.isEmpty, name.utf8.count <= 64 else { throw reader.problem(path, "a name has 1 to 64 bytes") }
      let known = engine.alarms.firstIndex { $0.name == name }
      let base = known.map { engine.alarms[$0] }
      let alarm = try read(inner, path, name, over: base, &reader)
      if let known { engine.alarms[known] = alarm } else { engine.alarms.append(alarm) }
      guard engine.alarms.count <= limit else {
        throw reader.problem(path, "is one alarm too many", fix: "at most \(limit)")
      }
    }
  }

  private static func read(
    _ table: TOMLTable, _ path: [String], _ name: String, over base: AlarmDefinition?,
    _ reader: inout ConfigurationReader
  ) throws(SetupError) -> AlarmDefinition {
    var alarm = base ?? AlarmDefinition(name: name, metric: .anomalies, statistic: .sum, period: 300, threshold: 0)
    if let metric = try choice(table, path, "metric", AlarmDefinition.Metric.self, &reader) {
      alarm.metric = metric
      if base == nil { alarm.statistic = usual(metric) }
    } else if base == nil {
      throw reader.problem(
        path, "has no metric", fix: AlarmDefinition.Metric.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if let text = try reader.text(table, path, "statistic") {
      guard let statistic = statistic(text) else {
        throw reader.problem(
          path + ["statistic"], "\"\(text)\" is no statistic",
          fix: "sum, average, maximum, minimum, sampleCount, or a percentile such as p95")
      }
      alarm.statistic = statistic
    }
    if let period = try reader.span(table, path, "period") {
      guard period >= Interval.second, period <= Interval.day, period % Interval.second == 0 else {
        throw reader.problem(path + ["period"], "must be whole seconds, from one to a day", fix: "\"5m\"")
      }
      alarm.period = Int(period / Interval.second)
    }
    alarm.evaluationPeriods =
      try reader.whole(table, path, "evaluationPeriods", in: 1...1440) ?? alarm.evaluationPeriods
    alarm.datapointsToAlarm =
      try reader.whole(table, path, "datapointsToAlarm", in: 1...1440)
      ?? (base == nil ? alarm.evaluationPeriods : min(alarm.datapointsToAlarm, alarm.evaluationPeriods))
    alarm.comparison =
      try choice(table, path, "comparison", ThresholdComparison.self, &reader) ?? alarm.comparison
    alarm.missing = try choice(table, path, "missing", AlarmDefinition.MissingData.self, &reader) ?? alarm.missing
    if let threshold = try reader.number(table, path, "threshold") {
      alarm.threshold = threshold
    } else if base == nil {
      throw reader.problem(path, "has no threshold")
    }
    alarm.priority = try reader.whole(table, path, "priority", in: 1...3) ?? alarm.priority
    alarm.action = try reader.text(table, path, "action") ?? alarm.action
    alarm.device = try reader.text(table, path, "device") ?? alarm.device
    alarm.sensor = try reader.text(table, path, "sensor") ?? alarm.sensor
    try check(alarm, path, reader)
    return alarm
  }

  private static func check(
    _ alarm: AlarmDefinition, _ path: [String], _ reader: ConfigurationReader
  ) throws(SetupError) {
    if alarm.datapointsToAlarm > alarm.evaluationPeriods {
      throw reader.problem(
        path + ["datapointsToAlarm"], "\(alarm.datapointsToAlarm) of \(alarm.evaluationPeriods) can never breach",
        fix: "at most evaluationPeriods")
    }
    if alarm.period * alarm.evaluationPeriods > AlarmDefinition.longestLook {
      throw reader.problem(
        path + ["period"], "looks back further than a day", fix: "a shorter period, or fewer of them")
    }
    if case .percentile = alarm.statistic, alarm.period * alarm.evaluationPeriods > AlarmDefinition.longestRanking {
      throw reader.problem(
        path + ["period"], "a percentile looks back two hours at most", fix: "a shorter period, or average")
    }
    let isOfDevice = [.errors, .anomalies, .readings].contains(alarm.metric)
    if alarm.device != nil, !isOfDevice {
      throw reader.problem(path + ["device"], "\(alarm.metric.rawValue) is of the whole plant", fix: "leave device out")
    }
    if alarm.sensor != nil, alarm.device == nil || alarm.metric == .errors {
      throw reader.problem(path + ["sensor"], "needs a device, and readings or anomalies", fix: "add device")
    }
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ table: TOMLTable, _ path: [String], _ key: String, _ type: Choice.Type, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Choice? where Choice.RawValue == String {
    guard let text = try reader.text(table, path, key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let advice = Spelling.advice(for: text, among: Choice.allCases.map(\.rawValue))
    throw reader.problem(path + [key], "\"\(text)\" is no choice", fix: advice)
  }

  private static func usual(_ metric: AlarmDefinition.Metric) -> AlarmDefinition.Statistic {
    switch metric {
    case .errors, .anomalies, .readings: .sum
    case .lag, .dataAge, .silentSensors: .maximum
    }
  }

  private static func statistic(_ text: String) -> AlarmDefinition.Statistic? {
    switch text {
    case "sum": return .sum
    case "average": return .average
    case "maximum": return .maximum
    case "minimum": return .minimum
    case "sampleCount": return .sampleCount
    default:
      guard text.hasPrefix("p"), let share = Double(text.dropFirst()), share > 0, share <= 100 else { return nil }
      return .percentile(share)
    }
  }
}
