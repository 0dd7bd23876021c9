import PlantCore

/// Which columns the device table has at a width: the staged collapse.
///
/// Narrower and narrower, a row gives up the trend, then the gauge, then the age of its state, then the state
/// word, then the numbers for one glyph a sensor. No number is ever cut.
struct TablePlan: Equatable {
  /// One sensor type's columns; offsets are from the left edge of the table, widths 0 where a part is dropped.
  struct Block: Equatable {
    var type: SensorTypeInfo
    var places: Int
    var x: Int
    var width: Int
    var numberWidth: Int
    var gaugeWidth: Int
    var hasDirection: Bool
    var trendWidth: Int
  }

  var nameX: Int
  var nameWidth: Int
  var stateX: Int
  /// 0 without a state word.
  var stateWidth: Int
  var blocks: [Block]
  /// Sensor types for which there is no room.
  var hiddenTypes: Int

  /// A step of the collapse.
  private struct Stage {
    var state: Int
    /// Least widths; 0 drops the part. `number` false shows a glyph instead of the number.
    var number = true
    var gauge = 0
    var direction = true
    var trend = 0
  }

  private static let stages: [Stage] = [
    Stage(state: 13, gauge: 13, trend: 6),
    Stage(state: 13, gauge: 10, trend: 4),
    Stage(state: 13, gauge: 12),
    Stage(state: 13, gauge: 9),
    Stage(state: 9, gauge: 8),
    Stage(state: 9),
    Stage(state: 9, direction: false),
    Stage(state: 0, direction: false),
    Stage(state: 9, number: false, direction: false),
    Stage(state: 0, number: false, direction: false),
  ]

  /// Pointer, glyph, digit and a space stand before the name.
  private static let lead = 4

  init(width: Int, types: [SensorTypeInfo], longestName: Int) {
    // Steps of four, so that a new name seldom shifts every column.
    let wanted = min(24, max(8, (longestName + 3) / 4 * 4))
    let present = types.contains { $0.sensors > 0 } ? types.filter { $0.sensors > 0 } : types
    // Types with limits keep their place; of many others those without one give way, before any number does.
    let ordered = present.filter(\.limits.hasLimits) + present.filter { !$0.limits.hasLimits }
    let most = ordered.count
    for count in stride(from: most, through: min(1, most), by: -1) {
      let shown = Array(ordered.prefix(count)).sorted { $0.id < $1.id }
      for stage in Self.stages where stage.number && (count == most || stage.state > 0) {
        let least = min(wanted, stage.gauge > 0 ? 12 : 8)
        if var plan = Self(width: width, types: shown, stage: stage, leastName: least, wantedName: wanted) {
          plan.hiddenTypes = most - count
          self = plan
          return
        }
      }
    }
    for stage in Self.stages where !stage.number {
      let least = min(wanted, 8)
      if let plan = Self(width: width, types: present, stage: stage, leastName: least, wantedName: wanted) {
        self = plan
        return
      }
    }
    let types = present
    // Not even one glyph for every type: as many as fit.
    let name = max(1, min(wanted, width - Self.lead - 3))
    let room = max(0, (width - Self.lead - name - 1) / 2)
    nameX = Self.lead
    nameWidth = name
    stateX = Self.lead + name
    stateWidth = 0
    hiddenTypes = max(0, types.count - room)
    blocks = []
    for (index, type) in types.prefix(room).enumerated() {
      blocks.append(
        Block(
          type: type, places: 0, x: Self.lead + name + 1 + index * 2, width: 2, numberWidth: 0, gaugeWidth: 0,
          hasDirection: false, trendWidth: 0))
    }
  }

  private init?(width: Int, types: [SensorTypeInfo], stage: Stage, leastName: Int, wantedName: Int) {
    let numberWidths = types.map { stage.number ? Self.numberWidth(of: $0) : 1 }
    // A number is followed by the stale mark; every block by a space.
    func blockWidth(_ index: Int) -> Int {
      numberWidths[index] + (stage.number ? 1 : 0) + (stage.gauge > 0 ? stage.gauge + 1 : 0)
        + (stage.direction ? 1 : 0) + (stage.trend > 0 ? stage.trend + 1 : 0) + 1
    }
    let blocksWidth = types.indices.reduce(0) { $0 + blockWidth($1) }
    let stateColumns = stage.state > 0 ? stage.state + 1 : 0
    var spare = width - Self.lead - (leastName + 1) - stateColumns - blocksWidth
    guard spare >= 0 else { return nil }

    let name = leastName + min(spare, wantedName - leastName)
    spare -= name - leastName
    // What is left goes to gauges and trends, equally for every type.
    var gauge = stage.gauge
    var trend = stage.trend
    if !types.isEmpty {
      var each = spare / types.count
      if gauge > 0 {
        let more = min(each, trend > 0 ? (each + 1) / 2 : each, 24 - gauge)
        gauge += max(0, more)
        each -= max(0, more)
      }
      if trend > 0 { trend += max(0, min(each, 40 - trend)) }
    }

    nameX = Self.lead
    nameWidth = name
    stateX = Self.lead + name + 1
    stateWidth = stage.state
    hiddenTypes = 0
    blocks = []
    var x = stateX + stateColumns
    for (index, type) in types.enumerated() {
      let blockWidth =
        numberWidths[index] + (stage.number ? 1 : 0) + (gauge > 0 ? gauge + 1 : 0) + (stage.direction ? 1 : 0)
        + (trend > 0 ? trend + 1 : 0) + 1
      blocks.append(
        Block(
          type: type, places: Numbers.places(for: type.scale), x: x, width: blockWidth,
          numberWidth: stage.number ? numberWidths[index] : 0, gaugeWidth: gauge, hasDirection: stage.direction,
          trendWidth: trend))
      x += blockWidth
    }
  }

  /// Wide enough for the ends of the scale and one more digit or sign.
  private static func numberWidth(of type: SensorTypeInfo) -> Int {
    let places = Numbers.places(for: type.scale)
    guard let scale = type.scale else { return 7 }
    let ends = [scale.lowerBound, scale.upperBound].map { Numbers.fixed($0, places: places).count }
    return max(5, ends.max() ?? 5)
  }

  /// How many trend slots the table can show in one block.
  var trendSlots: Int { blocks.map(\.trendWidth).max() ?? 0 }
}
