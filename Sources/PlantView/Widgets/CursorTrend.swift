import PlantCore

/// Where a screen has room: the trend of what the cursor stands on, beside the anomalies.
struct CursorTrend {
  /// What the engine says of the device; nil until it has answered.
  var detail: DeviceDetail?
  /// The sensor that is meant; nil is the one that is worst.
  var sensor: SensorID?
  var types: [SensorTypeInfo]
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let shown = shownSensor
    let type = shown.flatMap { sensor in types.first { $0.id == sensor.readout.type } }
    let name = detail.map { "\($0.row.name) \(type?.name ?? "")" } ?? "Trend"
    let forecast = shown?.forecast.map { "\(AlarmWords.word($0.kind)) in about \(Durations.short($0.span))" }
    let notes = [type.map { look.glyphs.unit($0.unit) } ?? "", forecast ?? ""]
    PaneTitle(text: name, notes: notes, isFocused: false, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    guard let shown else { return }
    TrendChart(
      trend: shown.shortTrend, scale: shown.readout.scale ?? type?.scale, limits: shown.readout.limits,
      expected: shown.readout.expected, look: look
    ).draw(into: &canvas, area: area.dropFirst(1))
  }

  private var shownSensor: SensorDetail? {
    guard let sensors = detail?.sensors else { return nil }
    if let sensor, let wanted = sensors.first(where: { $0.readout.sensor == sensor }) { return wanted }
    return sensors.min { ($0.readout.priority ?? 9) < ($1.readout.priority ?? 9) }
  }
}
