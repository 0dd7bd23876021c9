import PlantCore

/// The report as one JSON object, schema 1: keys may be added, never changed.
enum ReportJSON {
  static func text(_ model: ReportModel) -> String {
    var report = JSONObject()
    report.add("schema", raw: "1")
    report.add("input", raw: input(model))
    let counters = model.counters
    report.add("readings", raw: String(counters.readings))
    report.add("errors", raw: errors(counters))
    var anomalies = JSONObject()
    anomalies.add("limit", raw: String(counters.anomalies))
    report.add("anomalies", raw: anomalies.text)
    report.add("episodes", raw: String(model.episodesInAll))
    report.add("advisories", raw: String(counters.advisories))
    for (key, count) in [
      ("late", counters.late), ("skewed", counters.skewed), ("implausible", counters.implausible),
      ("duplicates", counters.duplicates), ("retained", counters.retained), ("damaged", counters.damaged),
      ("lost", counters.lost), ("unitMismatch", counters.unitMismatch), ("devices", UInt64(counters.devices)),
      ("sensors", UInt64(counters.sensors)),
      ("doubtedLimits", UInt64(counters.doubtedLimits)),
      ("sensorsWithoutLimits", UInt64(counters.sensorsWithoutLimits)),
      ("staleSensors", UInt64(counters.staleSensors)), ("deadSensors", UInt64(counters.deadSensors)),
    ] {
      report.add(key, raw: String(count))
    }
    report.add("first", stamp: model.first)
    report.add("last", stamp: model.last)
    report.add("alarms", raw: "[\(model.alarms.map { alarm($0, model) }.joined(separator: ","))]")
    report.add("topDevices", raw: "[\(model.devices.map(device).joined(separator: ","))]")
    report.add("worstEpisodes", raw: "[\(model.worst.map(episode).joined(separator: ","))]")
    report.add("firstAdvisories", raw: "[\(model.advisories.map(advisory).joined(separator: ","))]")
    let missing = model.neverSeen.prefix(1000).map { JSONObject.quoted($0.name) }
    report.add("neverSeen", raw: "[\(missing.joined(separator: ","))]")
    report.add("alarmLoad", raw: load(model))
    if let journal = model.journal {
      report.add("journal", raw: "[\(journal.entries.map(\.json).joined(separator: ","))]")
    }
    report.add("digest", model.digest)
    return report.text
  }

  private static func load(_ model: ReportModel) -> String {
    let figures = model.operatorAlarms.figures
    var object = JSONObject()
    object.add("announced", raw: "[\(figures.announced.map(String.init).joined(separator: ","))]")
    object.add("worstTenMinutes", raw: String(figures.worstTenMinutes))
    object.add("floods", raw: String(figures.floods))
    object.add("floodSeconds", raw: String(figures.floodSeconds))
    object.add("unacknowledged", raw: String(figures.allUnacknowledged))
    object.add("standing", raw: String(model.operatorAlarms.survey.standing))
    object.add("topTenShare", number: model.operatorAlarms.survey.topTenShare)
    return object.text
  }

  private static func input(_ model: ReportModel) -> String {
    var input = JSONObject()
    input.add("files", raw: "[\(model.files.map(JSONObject.quoted).joined(separator: ","))]")
    input.add("format", model.formatName)
    input.add("warnings", raw: "[\(model.warnings.map(JSONObject.quoted).joined(separator: ","))]")
    input.add("bytes", raw: String(model.bytes))
    input.add("records", raw: String(model.counters.records))
    return input.text
  }

  private static func errors(_ counters: Counters) -> String {
    var errors = JSONObject()
    errors.add("total", raw: String(counters.errorTotal))
    for reason in ProcessingError.allCases { errors.add(reason.name, raw: String(counters.errors(reason))) }
    return errors.text
  }

  private static func alarm(_ alarm: PipelineAlarm, _ model: ReportModel) -> String {
    var object = JSONObject()
    object.add("name", alarm.name.text)
    object.add("state", alarm.state.text)
    let transitions = model.transitions[alarm.name, default: []].map { transition in
      var object = JSONObject()
      object.add("at", stamp: transition.at)
      object.add("from", transition.from.text)
      object.add("to", transition.to.text)
      object.add("value", number: transition.value)
      return object.text
    }
    object.add("transitions", raw: "[\(transitions.joined(separator: ","))]")
    return object.text
  }

  private static func device(_ row: DeviceRow) -> String {
    var object = JSONObject()
    object.add("device", row.name)
    object.add("anomalies", raw: String(row.anomalies))
    object.add("errors", raw: String(row.errors))
    return object.text
  }

  private static func advisory(_ episode: Episode) -> String {
    var object = JSONObject()
    object.add("device", episode.deviceName)
    object.add("sensor", episode.sensorName)
    object.add("class", episode.episodeClass.text)
    object.add("kind", episode.kind.text)
    object.add("opened", stamp: episode.opened)
    object.add("closed", stamp: episode.closed)
    object.add("value", number: episode.value)
    object.add("expectedLow", number: episode.expectedLow)
    object.add("expectedHigh", number: episode.expectedHigh)
    object.add("why", episode.why)
    return object.text
  }

  private static func episode(_ episode: Episode) -> String {
    var object = JSONObject()
    object.add("device", episode.deviceName)
    object.add("sensor", episode.sensorName)
    object.add("kind", episode.worstKind.text)
    object.add("priority", raw: String(episode.worstPriority))
    object.add("opened", stamp: episode.opened)
    object.add("closed", stamp: episode.closed)
    object.add("extreme", number: episode.extreme)
    object.add("limit", number: episode.worstLimit)
    object.add("count", raw: String(episode.count))
    return object.text
  }
}
