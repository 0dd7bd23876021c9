import PlantCore
import Testing

/// The orders a screen asks for.
@Suite struct SortTests {
  /// Three devices: b is hottest, a has most anomalies, c was heard last and has no temperature.
  private let script: CaptureScript = {
    var script = CaptureScript()
    script.reading(0, "a", "temperature", 85)
    script.reading(1, "a", "temperature", 20)
    script.reading(20, "a", "temperature", 86)
    script.reading(21, "a", "temperature", 20)
    script.reading(22, "b", "temperature", 95)
    script.reading(23, "c", "pressure", 200)
    script.reading(40, "a", "temperature", 87)
    return script
  }()

  private func snapshot(_ change: (inout Query) -> Void) -> Snapshot {
    var query = Query()
    query.alarmCount = 10
    change(&query)
    return judge(script.text, .capture, query: query).snapshot
  }

  private func devices(_ sort: DeviceSort, reversed: Bool = false) -> [String] {
    snapshot {
      $0.sort = sort
      $0.isReversed = reversed
    }.devices.rows.map(\.name)
  }

  @Test func devicesByTheirValues() {
    #expect(devices(.value(0)) == ["b", "a", "c"])
    #expect(devices(.value(1)) == ["c", "a", "b"])
    #expect(devices(.value(0), reversed: true) == ["a", "b", "c"])
    #expect(devices(.value(77)) == ["a", "b", "c"])
  }

  @Test func devicesThatComeLaterAreSortedIn() {
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)
    let query = Query()
    for (second, names) in [["m", "c"], ["x", "a", "n"], ["b"]].enumerated() {
      var script = CaptureScript()
      for name in names { script.reading(Double(second + 1), name, "temperature", 50) }
      unsafe Array(script.text.utf8).withUnsafeBytes { _ = unsafe engine.consume($0) }
      let rows = engine.snapshot(for: query).devices.rows.map(\.name)
      #expect(rows == rows.sorted() && rows.contains(names[0]))
    }
  }

  @Test func anomaliesByTimeDeviceAndNumber() {
    func names(_ sort: AlarmSort) -> [String] {
      snapshot { $0.alarmSort = sort }.episodes.episodes.filter { $0.episodeClass == .limit }
        .map { "\($0.deviceName)\($0.opened.second - CaptureScript.start)" }
    }
    #expect(names(.newest) == ["a40", "c23", "b22", "a20", "a0"])
    #expect(names(.device) == ["a40", "a20", "a0", "b22", "c23"])
    #expect(Set(names(.worstFirst).prefix(3)) == ["a40", "b22", "c23"])
    #expect(names(.worstFirst).suffix(2) == ["a20", "a0"])
  }

  @Test func alarmsByTimeDeviceAndCalls() {
    func names(_ sort: AlarmSort) -> [String] {
      snapshot { $0.alarmSort = sort }.operatorAlarms.rows.filter { $0.device != nil }.map(\.deviceName)
    }
    #expect(names(.newest) == ["a", "c", "b"])
    #expect(names(.device) == ["a", "b", "c"])
    #expect(names(.mostOften).first == "a")
  }

  @Test func aKindOfDeviceIsExact() {
    var script = CaptureScript()
    for (second, name) in ["press-1", "press-12", "pressure-1", "Line 4 Press 01"].enumerated() {
      script.reading(Double(second), name, "temperature", 20)
    }
    func names(_ filter: String) -> [String] {
      var query = Query()
      query.deviceFilter = filter
      return judge(script.text, .capture, query: query).snapshot.devices.rows.map(\.name)
    }
    #expect(names(FilterExpression.only(kind: "press")) == ["press-1", "press-12"])
    #expect(names(FilterExpression.only(kind: "Line 4 Press")) == ["Line 4 Press 01"])
  }
}
