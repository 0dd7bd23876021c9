import Glibc

/// The folder in which programs of this user keep what shall outlive them: `$XDG_STATE_HOME/plantwatch`, else
/// `~/.local/state/plantwatch`.
public struct StateFolder: Sendable {
  public let path: String
  /// Folders below this one are made as needed.
  private let base: String

  /// Nil without a home.
  public init?(environment: [String: String]) {
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") {
      self.init(base: base, folder: "plantwatch")
    } else if let home = environment["HOME"] {
      self.init(base: home, folder: ".local/state/plantwatch")
    } else {
      return nil
    }
  }

  /// A folder below `base`, which must exist.
  public init(base: String, folder: String) { (self.base, path) = (base, "\(base)/\(folder)") }

  /// The folder `name` in this one.
  public func folder(_ name: String) -> StateFolder {
    StateFolder(base: base, folder: String(path.dropFirst(base.count + 1)) + "/" + name)
  }

  /// Makes what of it is not there, for this user alone.
  public func make() {
    var folder = base
    for part in path.dropFirst(base.count).split(separator: "/") {
      folder += "/" + part
      _ = unsafe mkdir(folder, 0o700)
    }
  }
}
