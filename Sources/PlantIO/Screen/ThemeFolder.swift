import Glibc
import PlantView

/// The user's own themes: `*.toml` in one folder, each in place of a built-in one of the same name.
///
/// Confined to one thread.
public struct ThemeFolder: Sendable {
  /// Files read at most, and bytes of one.
  static let fileLimit = 64
  static let byteLimit = 256 << 10

  private let path: String
  /// What the folder held when it was read last: names, sizes and times.
  private var seen: [String] = []

  public init(path: String) { self.path = path }

  /// The built-in themes and those of the folder.
  public mutating func read() -> ThemeLibrary {
    seen = present
    var library = ThemeLibrary.builtIn
    for name in names {
      let file = "\(path)/\(name)"
      guard let text = Self.text(of: file) else { continue }
      library.add(name: String(name.dropLast(5)), file: file, text: text)
    }
    return library
  }

  /// Whether something in it is another than when it was read.
  public var hasChanged: Bool { present != seen }

  private var names: [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while names.count < Self.fileLimit, let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      // An editor's own files are no themes.
      if name.hasSuffix(".toml"), name.count > 5, !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private var present: [String] { names.map { "\($0) \(FileStamp.of("\(path)/\($0)"))" } }

  private static func text(of file: String) -> String? {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    guard Descriptor.read(descriptor, limit: byteLimit, into: &bytes) == nil, bytes.count < byteLimit else {
      return nil
    }
    // What is no text is refused as a theme, by its name, not taken for one that is missing.
    return String(decoding: bytes, as: UTF8.self)
  }
}
