/// Recordings made by hand.
enum Readings {
  /// Midnight and sixteen hours of 24 November 2025, in Unix seconds.
  static let start = 1_764_000_000

  /// One reading a second of device-001's temperature, as bare JSON lines.
  static func jsonLines(count: Int, value: Double) -> String {
    (0..<count).map { second in
      #"{"deviceId":"device-001","sensorType":"temperature","value":\#(value),"timestamp":\#(start + second)}"# + "\n"
    }.joined()
  }

  /// The same as a capture; the sixth value can be another.
  static func capture(count: Int, value: Double) -> String {
    (0..<count).map { second in
      let payload = #"{"deviceId":"device-001","sensorType":"temperature","value":\#(value)}"#
      return "\(start + second).000000000\t0\t0\t\(payload.utf8.count)\tsensor/device-001/data\t\(payload)\n"
    }.joined()
  }
}
