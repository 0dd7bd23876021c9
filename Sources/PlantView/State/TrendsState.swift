import PlantCore

/// Sensors that are looked at together.
public struct TrendGroup: Sendable, Hashable {
  /// More pens than this in one picture tell nobody anything.
  public static let most = 16

  public var name: String
  public var pens: [Pen]

  public init(name: String, pens: [Pen]) { (self.name, self.pens) = (name, pens) }
}

/// The trend groups: those of the configuration, and last the operator's own.
public struct TrendsState: Sendable, Hashable {
  public var configured: [TrendGroup] = []
  public var own = TrendGroup(name: "my own", pens: [])
  /// Index into `groups` of the one in view.
  public var group = 0
  public var selected = 0

  /// All of them; the operator's own once it has pens, or where there is no other.
  public var groups: [TrendGroup] { own.pens.isEmpty && !configured.isEmpty ? configured : configured + [own] }
  /// The one in view.
  public var shown: TrendGroup { groups[min(max(0, group), groups.count - 1)] }
  var isOwnShown: Bool { group >= configured.count }
}
