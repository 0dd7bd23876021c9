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
