/// A mistake of the world found at start-up: what it is about, what is wrong, and the likely fix.
public struct SetupError: Error, Hashable, CustomStringConvertible {
  /// The file, URL or option it is about.
  public var subject: String
  /// What is wrong with it.
  public var problem: String
  /// What the operator can do; empty when there is no advice.
  public var fix: String

  /// Makes an error; texts are sentences without a full stop.
  public init(_ subject: String, _ problem: String, fix: String = "") {
    self.subject = subject
    self.problem = problem
    self.fix = fix
  }

  public var description: String { subject + ": " + problem + (fix.isEmpty ? "" : " (" + fix + ")") }
}
