extension SensorHistory {
  /// Puts a value where its event time belongs, in both trends; values older than a ring are left out.
  @inline(__always)
  mutating func trend(_ value: Double, eventSecond: Int64, sensor: inout Sensor) {
    let single = Float(value)
    let shortSlot = eventSecond / Int64(Self.shortSlotSeconds)
    if shortSlot > sensor.shortSlot { openShort(shortSlot, &sensor) }
    if shortSlot > sensor.shortSlot - Int64(Self.shortSlots), shortSlot >= 0 {
      short[Int(shortSlot % Int64(Self.shortSlots))].add(single)
    }
    let longSlot = eventSecond / Int64(Self.longSlotSeconds)
    if longSlot > sensor.longSlot { openLong(longSlot, &sensor) }
    if longSlot > sensor.longSlot - Int64(Self.longSlots), longSlot >= 0 {
      long[Int(longSlot % Int64(Self.longSlots))].add(single)
    }
  }

  private mutating func openShort(_ slot: Int64, _ sensor: inout Sensor) {
    let oldest = slot - Int64(Self.shortSlots) + 1
    var empty = sensor.shortSlot == .min ? oldest : max(sensor.shortSlot + 1, oldest)
    while empty <= slot {
      if empty >= 0 { short[Int(empty % Int64(Self.shortSlots))] = TrendCell() }
      empty += 1
    }
    sensor.shortSlot = slot
  }

  private mutating func openLong(_ slot: Int64, _ sensor: inout Sensor) {
    let oldest = slot - Int64(Self.longSlots) + 1
    var empty = sensor.longSlot == .min ? oldest : max(sensor.longSlot + 1, oldest)
    while empty <= slot {
      if empty >= 0 { long[Int(empty % Int64(Self.longSlots))] = TrendCell() }
      empty += 1
    }
    sensor.longSlot = slot
  }

  /// Starts both trends anew, after a sensor's clock was rebased.
  mutating func clearTrends(_ sensor: inout Sensor) {
    short = InlineArray(repeating: TrendCell())
    long = InlineArray(repeating: TrendCell())
    sensor.shortSlot = .min
    sensor.longSlot = .min
  }

  /// The newest `count` slots of the short trend up to `end`'s slot, oldest first.
  func shortTrend(_ sensor: Sensor, count: Int, end: Stamp) -> Trend {
    Self.picture(short.span, newest: sensor.shortSlot, slotSeconds: Self.shortSlotSeconds, count: count, end: end)
  }

  /// The whole long trend up to `end`'s slot, oldest first.
  func longTrend(_ sensor: Sensor, end: Stamp) -> Trend {
    Self.picture(
      long.span, newest: sensor.longSlot, slotSeconds: Self.longSlotSeconds, count: Self.longSlots, end: end)
  }

  private static func picture(
    _ cells: Span<TrendCell>, newest: Int64, slotSeconds: Int, count: Int, end: Stamp
  ) -> Trend {
    let ring = Int64(cells.count)
    let endSlot = end.isKnown ? max(end.second / Int64(slotSeconds), newest) : newest
    guard newest != .min else { return Trend(slotSeconds: slotSeconds, end: end, points: []) }
    var points: [TrendPoint] = []
    points.reserveCapacity(min(count, cells.count))
    for offset in stride(from: Int64(min(count, cells.count)) - 1, through: 0, by: -1) {
      let slot = endSlot - offset
      let cell = slot >= 0 && slot <= newest && slot > newest - ring ? cells[Int(slot % ring)] : TrendCell()
      points.append(
        cell.minimum > cell.maximum ? .absent : TrendPoint(minimum: cell.minimum, maximum: cell.maximum))
    }
    return Trend(
      slotSeconds: slotSeconds, end: Stamp(seconds: (endSlot + 1) * Int64(slotSeconds)), points: points)
  }
}
