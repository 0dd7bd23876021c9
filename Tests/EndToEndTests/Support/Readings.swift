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

  /// One reading of each of some devices, a second apart.
  static func capture(devices: Int) -> String {
    (1...devices).map { number in
      let device = "device-00\(number)"
      let payload = #"{"deviceId":"\#(device)","sensorType":"temperature","value":\#(30 + number)}"#
      return "\(start + number).000000000\t0\t0\t\(payload.utf8.count)\tsensor/\(device)/data\t\(payload)\n"
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
