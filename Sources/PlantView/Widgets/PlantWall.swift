import PlantCore

/// The plant at a glance: every device one tile, each in its place, and what is wrong stands out.
struct PlantWall {
  var list: WallList
  /// The sensor type the tiles carry; nil for the state in words.
  var type: SensorTypeInfo?
  /// Every type, so that what is wrong can be named.
  var types: [SensorTypeInfo]
  var selected: DeviceID?
  var firstLine: Int
  var look: Look
  var notes: [String]

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let content = area.dropFirst(1)
    let plan = Self.plan(list, type: type, area: content)
    let cursor = list.tiles.firstIndex { $0.id == selected } ?? 0
    let first = Self.firstLine(firstLine, plan: plan, cursor: cursor, height: content.height)
    let below = plan.lines.count - first - content.height
    let notes = named(cursor, plan) + (below > 0 ? ["\(below) rows below"] : []) + self.notes + counts
    PaneTitle(text: title, notes: notes, isFocused: true, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    guard !list.tiles.isEmpty else {
      canvas.write(
        list.count == 0 ? "no device: \(look.waiting)" : look.waiting, x: area.x + 2, y: content.y,
        limit: content.width - 2, role: .muted)
      return
    }
    var y = content.y
    for line in plan.lines.dropFirst(first) where y < content.maxY {
      let row = Rect(x: content.x, y: y, width: content.width, height: plan.height(of: line))
      y += row.height
      switch line {
      case .heading(let group): drawHeading(list.groups[group], into: &canvas, area: row)
      case .tiles(let range):
        for place in range {
          let tile = Rect(
            x: row.x + 1 + (place - range.lowerBound) * plan.tileWidth, y: row.y, width: plan.tileWidth,
            height: row.height)
          draw(list.tiles[place], plan, isSelected: place == cursor, into: &canvas, area: tile)
        }
      }
    }
  }

  /// How the tiles of a list stand in an area.
  static func plan(_ list: WallList, type: SensorTypeInfo?, area: Rect) -> WallPlan {
    let names = list.tiles.map { CleanText.width(of: $0.name) }.max() ?? 8
    // With the worst first the groups are mixed.
    let groups = list.isWorstFirst ? [list.tiles.count] : list.groups.map(\.count)
    return WallPlan(
      width: area.width - 1, height: area.height, groups: groups, nameWidth: names, hasReading: type != nil)
  }

  /// The first line in view, moved as little as possible to show the cursor, with the heading above it.
  static func firstLine(_ first: Int, plan: WallPlan, cursor: Int, height: Int) -> Int {
    let line = plan.line(of: cursor) ?? 0
    let top = line == 1 ? 0 : line
    return scrolled(min(first, top), toShow: line, count: plan.lines.count, page: height)
  }

  /// The device whose tile lies at a cell below the title.
  static func tile(
    atX x: Int, row: Int, _ list: WallList, type: SensorTypeInfo?, _ firstLine: Int, _ selected: DeviceID?, _ area: Rect
  ) -> DeviceID? {
    let plan = plan(list, type: type, area: area)
    let cursor = list.tiles.firstIndex { $0.id == selected } ?? 0
    let first = Self.firstLine(firstLine, plan: plan, cursor: cursor, height: area.height)
    var below = row
    let line = plan.lines.dropFirst(first).first { line in
      below -= plan.height(of: line)
      return below < 0
    }
    guard case .tiles(let range) = line, x >= 1 else { return nil }
    let place = range.lowerBound + (x - 1) / plan.tileWidth
    return range.contains(place) ? list.tiles[place].id : nil
  }

  private var title: String { "Plant \(list.count)" }

  private var counts: [String] {
    let abnormal = list.groups.reduce(0) { $0 + $1.abnormal }
    let hidden = list.count - list.tiles.count
    return ["\(abnormal) not normal"] + (hidden > 0 ? ["worst first, \(hidden) more"] : [])
  }

  /// Where tiles are glyphs, what stands under the cursor.
  private func named(_ cursor: Int, _ plan: WallPlan) -> [String] {
    guard plan.tile == .glyph, cursor < list.tiles.count else { return [] }
    let row = list.tiles[cursor]
    return ["\(look.glyphs.pointer) \(row.name) \(DeviceState(row, look: look).long)"]
  }

  private func drawHeading(_ group: WallGroup, into canvas: inout Canvas, area: Rect) {
    let name = group.name.isEmpty ? "others" : group.name
    let count = group.abnormal > 0 ? "\(group.abnormal) of \(group.count)" : "\(group.count)"
    let room = max(1, area.width - count.count - 6)
    let text = CleanText.shortened(name, to: room, isASCII: look.glyphs.isASCII)
    var x = area.x + 1
    x += canvas.write(text, x: x, y: area.y, limit: room, role: .title) + 1
    x += canvas.write(count, x: x, y: area.y, role: .muted) + 1
    canvas.fill(Rect(x: x, y: area.y, width: area.maxX - x, height: 1), with: look.glyphs.rule, role: .frame)
  }

  private func draw(
    _ row: DeviceRow, _ plan: WallPlan, isSelected: Bool, into canvas: inout Canvas, area: Rect
  ) {
    let state = DeviceState(row, look: look)
    guard plan.tile != .glyph else {
      let mark = state.mark.map { String($0.prefix(1)) } ?? String(look.glyphs.dot)
      canvas.write(
        mark, x: area.x, y: area.y, limit: 1, role: state.isAbnormal ? state.role : .muted,
        attributes: row.priority != nil ? .bold : [])
      if isSelected { canvas.mark(Rect(x: area.x, y: area.y, width: 1, height: 1), .selected) }
      return
    }
    if let mark = state.mark { canvas.write(mark, x: area.x, y: area.y, limit: 2, role: state.role) }
    let tailWidth = self.tailWidth(plan)
    let nameRoom = max(1, area.width - 4 - tailWidth)
    let name = CleanText.shortened(row.name, to: nameRoom, isASCII: look.glyphs.isASCII)
    canvas.write(
      name, x: area.x + 3, y: area.y, limit: nameRoom, role: state.isAbnormal ? .title : .text,
      attributes: row.priority != nil ? .bold : [])
    let tail = Rect(x: area.x + 4 + nameRoom, y: area.y, width: tailWidth, height: area.height)
    if let type {
      drawReading(row, type, plan.tile, into: &canvas, area: tail)
      drawChart(row, type, into: &canvas, area: area)
    } else if plan.tile == .full {
      let words = state.long.count <= Self.wordsWidth ? state.long : state.word
      canvas.write(words, x: tail.x, y: tail.y, limit: Self.wordsWidth, role: state.wordRole)
      drawBreach(row, into: &canvas, area: area)
    }
    if isSelected { canvas.mark(Rect(x: area.x, y: area.y, width: area.width - 1, height: 1), .selected) }
  }

  /// The worst broken limit below a tile's first row.
  private func drawBreach(_ row: DeviceRow, into canvas: inout Canvas, area: Rect) {
    let broken = row.readouts.filter { $0.priority != nil && $0.judgement.isBreach }
    guard area.height > 1, let worst = broken.min(by: { $0.priority ?? 9 < $1.priority ?? 9 }),
      let type = types.first(where: { $0.id == worst.type }), let value = worst.value,
      let comparison = AlarmWords.comparison(value, worst.limits, places: Numbers.places(for: type.scale))
    else { return }
    let more = broken.count > 1 ? ", +\(broken.count - 1)" : ""
    let text = "\(type.name) \(comparison) \(look.glyphs.unit(type.unit))\(more)"
    canvas.write(
      CleanText.shortened(text, to: area.width - 5, isASCII: look.glyphs.isASCII), x: area.x + 3, y: area.y + 1,
      limit: area.width - 4, role: .alarm(worst.priority ?? 3))
  }

  private static let wordsWidth = 12
  /// A number with its stale mark, and a trend.
  private static let numberWidth = 7
  private static let trendWidth = 9

  /// Columns behind the name: each part of the tail, and a space.
  private func tailWidth(_ plan: WallPlan) -> Int {
    guard type != nil else { return plan.tile == .full ? Self.wordsWidth + 1 : 0 }
    return Self.numberWidth + 1 + (plan.tile == .full && plan.tileHeight == 1 ? Self.trendWidth + 1 : 0)
  }

  /// The reading's last minutes below its row, between the same limits as everywhere.
  private func drawChart(_ row: DeviceRow, _ type: SensorTypeInfo, into canvas: inout Canvas, area: Rect) {
    guard area.height > 1, let readout = row.readouts.first(where: { $0.type == type.id }) else { return }
    let chart = Rect(x: area.x + 3, y: area.y + 1, width: area.width - 5, height: area.height - 2)
    TrendChart(
      trend: readout.trend, scale: readout.scale ?? type.scale, limits: readout.limits, hasAxes: false, look: look
    ).draw(into: &canvas, area: chart)
  }

  private func drawReading(
    _ row: DeviceRow, _ type: SensorTypeInfo, _ tile: WallPlan.Tile, into canvas: inout Canvas, area: Rect
  ) {
    guard let readout = row.readouts.first(where: { $0.type == type.id }) else { return }
    let scale = readout.scale ?? type.scale
    let face = ReadoutFace(readout, places: Numbers.places(for: type.scale), scale: scale, look: look)
    let text = face.number(width: Self.numberWidth - 1) + (face.isOld && readout.value != nil ? "?" : " ")
    canvas.write(
      text, x: area.x + Self.numberWidth - text.count, y: area.y, role: face.role,
      attributes: face.isBreach ? .bold : [])
    guard tile == .full, area.height == 1 else { return }
    Sparkline(trend: readout.trend, scale: scale, role: .trend, glyphs: look.glyphs)
      .draw(into: &canvas, area: Rect(x: area.x + Self.numberWidth + 1, y: area.y, width: Self.trendWidth, height: 1))
  }
}
