/// How the tiles of the plant wall are grouped.
public enum WallGrouping: Sendable, Hashable {
  /// By the area of the configuration.
  case area
  /// By what the names begin with: `press` for `press-07`.
  case kind
}

/// What the plant wall shows.
public struct WallQuery: Sendable, Hashable {
  /// How many tiles are wanted; 0 while the wall is not shown.
  public var count = 0
  public var grouping = WallGrouping.area
  /// The sensor type whose value and trend each tile carries; nil for none.
  public var type: SensorTypeID?
  /// Up to how many devices every tile carries all its readouts.
  public var detailed = 0

  public init() {}
}

/// Tiles that belong together.
public struct WallGroup: Sendable, Hashable {
  /// Empty for devices that belong to none.
  public var name: String
  /// How many devices it has, and how many of them are not as they should be.
  public var count: Int
  public var abnormal: Int

  public init(name: String, count: Int, abnormal: Int) {
    self.name = name
    self.count = count
    self.abnormal = abnormal
  }
}

/// Every device as one tile, in an order that keeps each in its place.
public struct WallList: Sendable {
  /// In the order of the tiles; one without a name when there is nothing to group by, or too much.
  public var groups: [WallGroup] = []
  /// The first `WallQuery.count` tiles. Their readouts are those that break a limit, and the one asked for.
  public var tiles: [DeviceRow] = []
  /// All devices that pass the filter.
  public var count = 0
  /// Whether there are more devices than tiles asked for: then the worst come first, whatever their group.
  public var isWorstFirst = false
  /// Whether the tiles carry all their readouts.
  public var hasDetails = false

  public init() {}
}
