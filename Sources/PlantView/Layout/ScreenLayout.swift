/// Where everything stands on a screen of some size.
struct ScreenLayout: Equatable {
  /// Below this nothing but one status line is drawn.
  static let leastSize = Size(columns: 20, rows: 5)

  var isStatusLineOnly: Bool
  var header: Rect
  var strip: Rect
  /// Says that there is no connection, or that the engine stands still; empty while all is well.
  var banner: Rect
  /// What lies between strip and hint bar: panes, the device screen or help.
  var body: Rect
  /// The panes that are drawn, from top to bottom; each begins with its title row.
  var panes: [(pane: Pane, area: Rect)]
  /// Room beside the anomalies for the trend of what the cursor stands on; empty on a screen that has none.
  var trend = Rect(x: 0, y: 0, width: 0, height: 0)
  var replayBar: Rect
  var hints: Rect

  static func == (left: Self, right: Self) -> Bool {
    left.isStatusLineOnly == right.isStatusLineOnly && left.body == right.body && left.strip == right.strip
      && left.panes.map(\.area) == right.panes.map(\.area)
  }

  /// - Parameters:
  ///   - isStripFull: Whether the strip has more to say than fits into a narrow row.
  ///   - deviceRows: How many rows the device table could fill.
  init(
    size: Size, isStripFull: Bool, hasBanner: Bool, isReplay: Bool, deviceRows: Int, only pane: Pane?, focus: Pane,
    split: Split = Split()
  ) {
    let width = size.columns
    isStatusLineOnly = size.columns < Self.leastSize.columns || size.rows < Self.leastSize.rows
    header = Rect(x: 0, y: 0, width: width, height: min(1, size.rows))
    let stripHeight = width < 160 && size.rows >= (isStripFull ? 20 : 34) ? 2 : 1
    strip = Rect(x: 0, y: 1, width: width, height: stripHeight)
    banner = Rect(x: 0, y: strip.maxY, width: width, height: hasBanner ? 1 : 0)
    hints = Rect(x: 0, y: size.rows - 1, width: width, height: 1)
    replayBar = Rect(
      x: 0, y: hints.y - (isReplay ? 1 : 0), width: width, height: isReplay ? 1 : 0)
    body = Rect(x: 0, y: banner.maxY, width: width, height: max(0, replayBar.y - banner.maxY))
    panes = []
    if let pane {
      panes = [(pane, body)]
    } else if body.height < 15 || width < 60 {
      panes = [(focus, body)]
    } else {
      panes = Self.stacked(body, deviceRows: deviceRows, split)
      makeRoomForTrend()
    }
  }

  private static let anomalyColumns = 112

  /// A wide screen has columns that no anomaly needs.
  private mutating func makeRoomForTrend() {
    guard let place = panes.firstIndex(where: { $0.pane == .anomalies }), panes[place].area.height >= 8,
      body.width >= Self.anomalyColumns + 60
    else { return }
    let area = panes[place].area
    panes[place].area = Rect(x: area.x, y: area.y, width: Self.anomalyColumns, height: area.height)
    trend = Rect(
      x: area.x + Self.anomalyColumns + 1, y: area.y, width: area.width - Self.anomalyColumns - 1, height: area.height)
  }

  /// Devices get what they need, messages what is left; each pane keeps a useful least.
  private static func stacked(_ body: Rect, deviceRows: Int, _ split: Split) -> [(pane: Pane, area: Rect)] {
    // On a wide screen a trend stands beside them.
    let isWide = body.width >= anomalyColumns + 60
    let usual = min(isWide ? 16 : 10, max(4, body.height / (isWide ? 5 : 7)))
    let leastMessages = min(14, max(5, body.height / 6))
    let wanted = min(max(deviceRows, 3) + 1, body.height - usual - leastMessages)
    // An operator's own division holds as long as each pane keeps its title and two rows.
    let least = 3
    let anomalies = min(max(least, usual + split.anomalies), body.height - 2 * least)
    let devices = min(max(least, wanted + split.devices), body.height - anomalies - least)
    let messages = body.height - anomalies - devices
    return [
      (.devices, Rect(x: 0, y: body.y, width: body.width, height: devices)),
      (.anomalies, Rect(x: 0, y: body.y + devices, width: body.width, height: anomalies)),
      (.messages, Rect(x: 0, y: body.y + devices + anomalies, width: body.width, height: messages)),
    ]
  }

  /// Rows for the content of `pane` (its title taken off); 0 when it is not drawn.
  func contentRows(of pane: Pane) -> Int {
    panes.first { $0.pane == pane }.map { max(0, $0.area.height - 1) } ?? 0
  }
}
