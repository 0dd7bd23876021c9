import PlantCore
import PlantIO

/// What was heard, as tables that a configuration takes as they are.
enum InventoryFile {
  /// How every file begins that this program may write over.
  private static let mark = "# plantwatch inventory"

  static func text(_ devices: [InventoryDevice], source: String) -> String {
    var text = "\(mark): \(devices.count) devices heard from \(CleanLine.of(source))\n"
    text +=
      "# Take what is right into the site's configuration: a device that stands there and is not heard is missed.\n"
    for device in devices {
      text += "\n[device.\(quoted(device.name))]\n"
      text += "sensors = [\(device.sensors.map(quoted).joined(separator: ", "))]\n"
      text += device.longGap.map { "expect = \"\(expect($0))\"\n" } ?? "# expect: fewer than five gaps were heard\n"
    }
    return text
  }

  /// Writes the text to a new file, or over an inventory; nothing else is written over.
  static func write(_ text: String, to path: String) throws(SetupError) {
    if TextFile.hasContent(path) {
      guard try TextFile.read(path).hasPrefix(mark) else {
        throw SetupError(path, "exists and holds no inventory", fix: "choose another file: nothing is overwritten")
      }
    }
    try TextFile.write(text, to: path)
  }

  /// A long gap in whole seconds, rounded up: an expectation must not be broken by its own measurement.
  private static func expect(_ gap: Int64) -> String {
    let seconds = min(max(1, (gap + Interval.second - 1) / Interval.second), 366 * 86_400)
    return "\(seconds)s"
  }

  /// A TOML text: whatever a device calls itself, it stays one key.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
