import PlantCore

/// The plant wall's part of the state. Its cursor is the device table's: whoever goes from one to the other stays
/// where he was.
public struct WallState: Sendable, Hashable {
  /// What the tiles show.
  public enum Subject: Sendable, Hashable {
    case states(WallGrouping)
    /// The value and trend of one sensor type.
    case type(SensorTypeID)
  }
  public var subject = Subject.states(.area)
  public var firstLine = 0
}

extension UIState {
  /// The sensor type the wall's tiles carry.
  var wallType: SensorTypeInfo? {
    guard case .type(let id) = wall.subject else { return nil }
    return observed.types.first { $0.id == id }
  }

  /// What the wall says of itself in its head.
  func wallNotes(_ list: WallList) -> [String] {
    let filter = devices.filter.isEmpty ? [] : ["\"\(devices.filter)\""]
    switch wall.subject {
    case .states(.area): return filter + [list.groups.count > 1 ? "by area" : "by name"]
    case .states(.kind): return filter + ["by kind"]
    case .type:
      return filter + [wallType.map { [$0.name, $0.unit].filter { !$0.isEmpty }.joined(separator: " ") } ?? ""]
    }
  }

  /// What the engine should put on the wall in an area.
  func wallQuery(_ area: Rect) -> WallQuery {
    var query = WallQuery()
    query.count = WallPlan.capacity(area)
    query.detailed = WallPlan.detailedCapacity(area)
    switch wall.subject {
    case .states(let grouping): query.grouping = grouping
    case .type(let id):
      query.grouping = .kind
      query.type = id
    }
    return query
  }
}

/// Moves the wall's cursor: up and down by lines, sideways by tiles.
func moveWall(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  let tiles = shown.wall.tiles
  guard !tiles.isEmpty, let area = state.layout.panes.first(where: { $0.pane == .wall })?.area.dropFirst(1) else {
    return []
  }
  let plan = PlantWall.plan(shown.wall, type: state.wallType, area: area)
  let cursor = tiles.firstIndex { $0.id == state.devices.selected } ?? 0
  let target: Int =
    switch action {
    case .lines(let lines): plan.tile(from: cursor, lines: lines)
    case .halfPages(let halves): plan.tile(from: cursor, lines: halves * max(1, area.height / 2))
    case .sideways(let columns): min(max(0, cursor + columns.signum()), tiles.count - 1)
    case .first: 0
    case .last: tiles.count - 1
    default: cursor
    }
  state.devices.selected = tiles[target].id
  state.wall.firstLine = PlantWall.firstLine(state.wall.firstLine, plan: plan, cursor: target, height: area.height)
  return [.queryChanged]
}

/// Goes to the devices that stand in one group with the tile under the cursor.
func openGroup(_ state: inout UIState, _ shown: Snapshot) -> [Effect] {
  let list = (state.frozen ?? shown).wall
  guard !list.tiles.isEmpty else { return state.complain("no device") }
  guard !list.isWorstFirst else { return state.complain("with the worst first no tile stands in its group") }
  let cursor = list.tiles.firstIndex { $0.id == state.devices.selected } ?? 0
  var first = 0
  let group = list.groups.first { group in
    first += group.count
    return cursor < first
  }
  guard list.groups.count > 1, let group, !group.name.isEmpty else {
    return state.complain("this tile stands in no group: s groups by kind")
  }
  let isArea = state.wall.subject == .states(.area)
  let before = state.devices.filter
  let only = isArea ? FilterExpression.only(area: group.name) : FilterExpression.only(kind: group.name)
  state.devices.filter = before.isEmpty ? only : "\(before) \(only)"
  state.devices.beforeGroup = before
  state.devices.selected = list.tiles[cursor].id
  (state.focus, state.devices.firstRow) = (.devices, 0)
  expectFrozenOrder(&state)
  return [.queryChanged]
}

/// What the tiles show next: states by area, by kind, then one sensor type after the other.
func turnWall(_ state: inout UIState) -> [Effect] {
  let types = state.observed.types.filter { $0.sensors > 0 }
  let subjects: [WallState.Subject] = [.states(.area), .states(.kind)] + types.map { .type($0.id) }
  let index = subjects.firstIndex(of: state.wall.subject) ?? -1
  state.wall.subject = subjects[(index + 1) % subjects.count]
  return [.queryChanged]
}
