/// A size in cells.
public struct Size: Sendable, Hashable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A rectangle of cells; empty when a side is not positive.
public struct Rect: Sendable, Hashable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var isEmpty: Bool { width <= 0 || height <= 0 }
  /// One past the right edge.
  public var maxX: Int { x + width }
  /// One past the lower edge.
  public var maxY: Int { y + height }

  public func contains(x: Int, y: Int) -> Bool { x >= self.x && x < maxX && y >= self.y && y < maxY }

  /// Row `index` from the top as a rectangle of height one.
  public func row(_ index: Int) -> Rect { Rect(x: x, y: y + index, width: width, height: index < height ? 1 : 0) }

  /// The part below the first `rows` rows.
  public func dropFirst(_ rows: Int) -> Rect {
    Rect(x: x, y: y + rows, width: width, height: max(0, height - rows))
  }
}
