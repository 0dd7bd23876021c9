import PlantCore

/// Where each tile of the plant wall stands: the widest tiles with which the whole plant fits, else one glyph a device.
struct WallPlan: Equatable {
  /// What there is room for in a tile, from most to least.
  enum Tile: Equatable {
    /// Mark, name and state in words; with a sensor type its value and trend.
    case full
    /// Mark and name; with a sensor type its value in place of the state.
    case named
    /// Mark alone.
    case glyph
  }

  /// One line of the wall.
  enum Line: Equatable {
    case heading(group: Int)
    /// Indices of its tiles.
    case tiles(Range<Int>)
  }

  /// What stands below a tile's first row.
  enum Body: Equatable {
    case none
    /// What is wrong in words, or the values in brief.
    case line
    /// A row for each sensor.
    case sensors
    /// The values of the wall's sensor type over time.
    case chart
  }

  var tile = Tile.glyph
  var body = Body.none
  var tileWidth = 2
  /// Columns of the names, where the state stands behind them.
  var nameWidth = 8
  /// Rows of a tile, and blank rows below each line of tiles.
  var tileHeight = 1
  var gap = 0
  var columns = 1
  var lines: [Line] = []

  /// A wall never asks for more tiles than fit as glyphs.
  static func capacity(_ area: Rect) -> Int { max(1, area.width / 2) * max(1, area.height) }

  /// A wall never asks for more tiles in full than fit with a second row.
  static func detailedCapacity(_ area: Rect) -> Int { max(1, area.width / lineColumns) * max(1, area.height / 2) }

  /// Least columns of a tile that says what is wrong, and of one with a row for each sensor; none grows wider than
  /// the last.
  private static let (lineColumns, sensorColumns, mostColumns) = (38, 46, 80)
  /// A tile tells of no more sensors.
  static let mostSensors = 6

  /// - Parameters:
  ///   - groups: How many of the tiles each group has, in their order; none or one makes no headings.
  ///   - nameWidth: Columns of the longest name.
  ///   - sensors: The most sensors that a tile tells of; 0 where the tiles do not carry them.
  init(width: Int, height: Int, groups: [Int], nameWidth: Int, hasReading: Bool, sensors: Int = 0) {
    let name = min(24, max(8, nameWidth))
    self.nameWidth = name
    if sensors > 0, !hasReading, grow(width: width, height: height, groups: groups, sensors: sensors) { return }
    let stages: [(Tile, Int)] = [
      (.full, 4 + name + (hasReading ? 18 : 13)), (.named, 4 + name + (hasReading ? 8 : 0)), (.glyph, 2),
    ]
    for (tile, least) in stages where tile == .glyph || least <= width {
      // No more columns than the largest group fills.
      let columns = max(1, min(width / least, tile == .glyph ? .max : groups.max() ?? 1))
      let lines = Self.lines(groups, columns: columns)
      guard lines.count <= height || tile == .glyph else { continue }
      self.tile = tile
      self.columns = columns
      // What is left over is shared, so that the columns span the width.
      tileWidth = tile == .glyph ? least : min(width / columns, least + 10)
      self.lines = lines
      if tile == .full, hasReading { makeTall(height, hasDetails: sensors > 0) }
      if tileHeight > 1 { tileWidth = min(width / columns, 60) }
      return
    }
  }

  /// The tallest tiles with which everything fits, in as few columns as the width allows, so that the rows span the
  /// height; whether any do.
  private mutating func grow(width: Int, height: Int, groups: [Int], sensors: Int) -> Bool {
    let forms: [(body: Body, rows: Int, least: Int, gap: Int)] = [
      (.sensors, 1 + min(sensors, Self.mostSensors), Self.sensorColumns, 1), (.line, 2, Self.lineColumns, 1),
      (.line, 2, Self.lineColumns, 0),
    ]
    let fewest = max(1, (width + Self.mostColumns - 1) / Self.mostColumns)
    for form in forms {
      let least = max(form.least, nameWidth + 17)
      let most = min(width / least, groups.max() ?? 1)
      guard width / fewest >= least else { continue }
      for columns in fewest...max(fewest, most) {
        let lines = Self.lines(groups, columns: columns)
        let rows = Self.rows(lines)
        let used = lines.count - rows + rows * (form.rows + form.gap) - form.gap
        guard used <= height else { continue }
        (self.tile, self.body, self.lines, self.columns) = (.full, form.body, lines, columns)
        (tileWidth, tileHeight) = (width / columns, form.rows)
        gap = form.gap > 0 && used + rows - 1 <= height ? 2 : form.gap
        return true
      }
    }
    return false
  }

  /// Below values a chart, or what is wrong where there is room for no more.
  private mutating func makeTall(_ height: Int, hasDetails: Bool) {
    let rows = Self.rows(lines)
    let each = rows > 0 ? (height - (lines.count - rows)) / rows : 1
    if each >= 5 {
      (body, tileHeight) = (.chart, min(each, 14))
    } else if each >= 2, hasDetails {
      (body, tileHeight, gap) = (.line, 2, each >= 3 ? 1 : 0)
    }
  }

  /// How many of the lines hold tiles.
  private static func rows(_ lines: [Line]) -> Int { lines.count { if case .tiles = $0 { true } else { false } } }

  /// Rows that a line takes.
  func height(of line: Line) -> Int { if case .tiles = line { tileHeight + gap } else { 1 } }

  private static func lines(_ groups: [Int], columns: Int) -> [Line] {
    var lines: [Line] = []
    var first = 0
    for (group, count) in groups.enumerated() where count > 0 {
      if groups.count > 1 { lines.append(.heading(group: group)) }
      for start in stride(from: first, to: first + count, by: columns) {
        lines.append(.tiles(start..<min(start + columns, first + count)))
      }
      first += count
    }
    return lines
  }

  /// The line a tile stands on.
  func line(of tile: Int) -> Int? {
    lines.firstIndex { if case .tiles(let range) = $0 { range.contains(tile) } else { false } }
  }

  /// The tile `step` lines of tiles further on, in the same column as far as that line reaches.
  func tile(from tile: Int, lines step: Int) -> Int {
    let rows = lines.compactMap { if case .tiles(let range) = $0 { range } else { nil } }
    guard let row = rows.firstIndex(where: { $0.contains(tile) }) else { return tile }
    let target = rows[min(max(0, row + step), rows.count - 1)]
    return min(target.lowerBound + tile - rows[row].lowerBound, target.upperBound - 1)
  }
}
