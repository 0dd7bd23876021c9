import PlantCore

/// The plant at a glance: every device one tile, each in its place, and what is wrong stands out.
struct PlantWall {
  var list: WallList
  var types: [SensorTypeInfo]
  /// The sensor type the tiles carry; nil for the state in words.
  var type: SensorTypeInfo?
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
            height: plan.tileHeight)
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
      width: area.width - 1, height: area.height, groups: groups, nameWidth: names, hasReading: type != nil,
      sensors: list.hasDetails ? list.tiles.map(\.readouts.count).max() ?? 0 : 0)
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
    // Where a tile is wide the words stand in one column behind the names.
    let nameRoom = type == nil && plan.body != .none ? plan.nameWidth : max(1, area.width - 4 - tailWidth)
    let name = CleanText.shortened(row.name, to: nameRoom, isASCII: look.glyphs.isASCII)
    canvas.write(
      name, x: area.x + 3, y: area.y, limit: nameRoom, role: state.isAbnormal ? .title : .text,
      attributes: row.priority != nil ? .bold : [])
    let tail = Rect(x: area.x + 4 + nameRoom, y: area.y, width: tailWidth, height: area.height)
    if let type {
      drawReading(row, type, plan, into: &canvas, area: tail)
      if plan.body == .chart { drawChart(row, type, into: &canvas, area: area) }
    } else if plan.body != .none {
      let room = area.maxX - tail.x - 1
      let words = [state.longest, state.long].first { !$0.isEmpty && $0.count <= room } ?? state.word
      canvas.write(words, x: tail.x + 1, y: tail.y, limit: room, role: state.wordRole)
    } else if plan.tile == .full {
      let words = state.long.count <= Self.wordsWidth ? state.long : state.word
      canvas.write(words, x: tail.x, y: tail.y, limit: Self.wordsWidth, role: state.wordRole)
    }
    drawBody(row, plan, into: &canvas, area: area)
    if isSelected { canvas.mark(Rect(x: area.x, y: area.y, width: area.width - 1, height: 1), .selected) }
  }

  /// What there is room for beside the name and its state.
  private func drawBody(_ row: DeviceRow, _ plan: WallPlan, into canvas: inout Canvas, area: Rect) {
    let body = WallTileBody(row: row, types: types, chosen: type, look: look)
    let inset = Rect(x: area.x + 3, y: area.y + 1, width: area.width - 5, height: area.height - 1)
    switch plan.body {
    case .none: break
    case .line: body.drawLine(into: &canvas, area: inset)
    case .sensors: body.drawSensors(into: &canvas, area: inset)
    case .chart:
      // Above a chart there is room between the name and the value.
      let x = inset.x + plan.nameWidth + 2
      let room = area.maxX - tailWidth(plan) - x - 2
      let state = DeviceState(row, look: look)
      let forms = (body.trouble ?? []) + [state.longest, state.long, state.word]
      let text = forms.first { !$0.isEmpty && CleanText.width(of: $0, isASCII: look.glyphs.isASCII) <= room }
      canvas.write(text ?? "", x: x, y: area.y, limit: room, role: .text)
    }
  }

  private static let wordsWidth = 12
  /// A number with its stale mark, and a trend.
  private static let numberWidth = 7
  private static let trendWidth = 9

  /// Columns behind the name: each part of the tail, and a space.
  private func tailWidth(_ plan: WallPlan) -> Int {
    guard type != nil else { return plan.tile == .full ? Self.wordsWidth + 1 : 0 }
    return Self.numberWidth + 1 + (plan.tile == .full && plan.body != .chart ? Self.trendWidth + 1 : 0)
  }

  /// The reading's last minutes below its row, between the same limits as everywhere.
  private func drawChart(_ row: DeviceRow, _ type: SensorTypeInfo, into canvas: inout Canvas, area: Rect) {
    guard let readout = row.readouts.first(where: { $0.type == type.id }) else { return }
    let chart = Rect(x: area.x + 3, y: area.y + 1, width: area.width - 5, height: area.height - 2)
    TrendChart(
      trend: readout.trend, scale: readout.scale ?? type.scale, limits: readout.limits, hasAxes: false, look: look
    ).draw(into: &canvas, area: chart)
  }

  private func drawReading(
    _ row: DeviceRow, _ type: SensorTypeInfo, _ plan: WallPlan, into canvas: inout Canvas, area: Rect
  ) {
    guard let readout = row.readouts.first(where: { $0.type == type.id }) else { return }
    let scale = readout.scale ?? type.scale
    let face = ReadoutFace(readout, places: Numbers.places(for: type.scale), scale: scale, look: look)
    let text = face.number(width: Self.numberWidth - 1) + (face.isOld && readout.value != nil ? "?" : " ")
    canvas.write(
      text, x: area.x + Self.numberWidth - text.count, y: area.y, role: face.role,
      attributes: face.isBreach ? .bold : [])
    guard plan.tile == .full, plan.body != .chart else { return }
    Sparkline(trend: readout.trend, scale: scale, role: .trend, glyphs: look.glyphs)
      .draw(into: &canvas, area: Rect(x: area.x + Self.numberWidth + 1, y: area.y, width: Self.trendWidth, height: 1))
  }
}
