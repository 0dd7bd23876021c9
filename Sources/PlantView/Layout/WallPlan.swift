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

  var tile = Tile.glyph
  var tileWidth = 2
  /// Rows of a tile: with much room what is wrong stands below its first row, with a sensor type a chart.
  var tileHeight = 1
  var columns = 1
  var lines: [Line] = []

  /// A wall never asks for more tiles than fit as glyphs.
  static func capacity(_ area: Rect) -> Int { max(1, area.width / 2) * max(1, area.height) }

  /// - Parameters:
  ///   - groups: How many of the tiles each group has, in their order; none or one makes no headings.
  ///   - nameWidth: Columns of the longest name.
  init(width: Int, height: Int, groups: [Int], nameWidth: Int, hasReading: Bool) {
    let name = min(24, max(8, nameWidth))
    if !hasReading, width >= 100, let roomy = Self.roomy(width, height, groups, least: max(36, 17 + name)) {
      self = roomy
      return
    }
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
      if tile == .full, hasReading { tileHeight = Self.tileHeight(lines, height) }
      if tileHeight > 1 { tileWidth = min(width / columns, 60) }
      return
    }
  }

  private init() {}

  /// A few wide tiles, each with a line for what is wrong and one that keeps it apart; nil where they do not fit.
  private static func roomy(_ width: Int, _ height: Int, _ groups: [Int], least: Int) -> WallPlan? {
    var plan = WallPlan()
    (plan.tile, plan.tileHeight) = (.full, 3)
    plan.columns = max(1, min(width / least, groups.max() ?? 1))
    plan.tileWidth = min(width / plan.columns, 60)
    plan.lines = lines(groups, columns: plan.columns)
    return plan.lines.reduce(0) { $0 + plan.height(of: $1) } <= height ? plan : nil
  }

  /// The tallest tiles with which all lines fit.
  private static func tileHeight(_ lines: [Line], _ height: Int) -> Int {
    let rows = lines.count { if case .tiles = $0 { true } else { false } }
    let each = rows > 0 ? (height - (lines.count - rows)) / rows : 1
    return each >= 5 ? min(each, 14) : 1
  }

  /// Rows that a line takes.
  func height(of line: Line) -> Int { if case .tiles = line { tileHeight } else { 1 } }

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
