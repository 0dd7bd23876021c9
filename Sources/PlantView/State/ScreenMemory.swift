import PlantCore

/// What a screen keeps of its operator between two runs.
public struct ScreenMemory: Sendable, Hashable {
  /// Rows that panes have more than they would get (fewer when negative).
  public var split = Split()
  public var hasMouse = false
  /// The operator's own trends.
  public var pens: [Pen] = []

  public init() {}
}

/// Rows taken from the messages for the other panes of the overview.
public struct Split: Sendable, Hashable {
  public static let most = 200

  public var devices = 0
  public var anomalies = 0

  public init(devices: Int = 0, anomalies: Int = 0) { (self.devices, self.anomalies) = (devices, anomalies) }
}

extension UIState {
  public var memory: ScreenMemory {
    get {
      var memory = ScreenMemory()
      (memory.split, memory.hasMouse, memory.pens) = (split, hasMouse, trends.own.pens)
      return memory
    }
    set {
      (split, hasMouse) = (newValue.split, newValue.hasMouse)
      trends.own.pens = Array(newValue.pens.prefix(TrendGroup.most))
    }
  }
}

/// Gives the focused pane more rows, or fewer.
func resizePane(_ state: inout UIState, by rows: Int) -> [Effect] {
  guard state.layout.panes.count > 1, state.opened == nil else {
    return state.complain("one pane has the whole screen")
  }
  let (layout, split) = (state.layout, state.split)
  switch state.focus {
  case .devices: state.split.devices += rows
  case .anomalies: state.split.anomalies += rows
  default: state.split.devices -= rows
  }
  guard state.layout != layout else {
    // What changes nothing is not kept: it would have to be undone by as many keys.
    state.split = split
    return state.complain("there is no more room to give")
  }
  return [.queryChanged]
}
