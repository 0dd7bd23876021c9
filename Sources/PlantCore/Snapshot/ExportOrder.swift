/// What goes into an incident bundle, and where.
public struct ExportOrder: Sendable, Hashable {
  /// The folder to make.
  public var folder: String
  /// How far back from the moment that is shown, in nanoseconds; nil for everything that is held.
  public var span: Int64?
  /// Whether people's names and addresses are left out.
  public var isRedacted: Bool
  /// The screen as text.
  public var screen: String

  public init(folder: String, span: Int64? = nil, isRedacted: Bool = false, screen: String = "") {
    self.folder = folder
    self.span = span
    self.isRedacted = isRedacted
    self.screen = screen
  }
}
