/// One device as it was heard: what an inventory lists.
public struct InventoryDevice: Sendable, Hashable {
  public var name: String
  /// Names of its sensor types, in the order in which they were heard.
  public var sensors: [String]
  /// The longest of its sensors' long gaps in nanoseconds; nil while none of them has shown five gaps.
  public var longGap: Int64?
  public var readings: UInt64 = 0
  /// Readings that broke a limit.
  public var anomalies: UInt64 = 0

  public init(name: String, sensors: [String], longGap: Int64?) {
    self.name = name
    self.sensors = sensors
    self.longGap = longGap
  }
}

extension Engine {
  /// Every device that was heard, by name.
  public func inventory() -> [InventoryDevice] {
    var found: [InventoryDevice] = []
    for device in 0..<devices.count where devices[device].sensorCount > 0 {
      var entry = InventoryDevice(name: deviceNames.text(UInt32(device)), sensors: [], longGap: nil)
      var sensor = devices[device].firstSensor
      while sensor != .max {
        let number = Int(sensor)
        entry.sensors.append(types[Int(sensors[number].type)].name)
        entry.readings += sensors[number].readings
        entry.anomalies += sensors[number].anomalies
        if let gap = gaps[number].longGap() { entry.longGap = max(entry.longGap ?? 0, gap) }
        sensor = sensorLinks[number]
      }
      found.append(entry)
    }
    return found.sorted { $0.name < $1.name }
  }

  /// Whether a device of this name was heard, or is configured.
  public func knows(device name: String) -> Bool {
    ByteSlice.over(name) { deviceNames.find($0, hash: NameHash.of($0)) } != nil
  }

  /// A retired device was heard, for the first time or after a silence: one line says so each time it is retired.
  mutating func noteRetired(_ device: Int) {
    guard devices[device].isRetired, !devices[device].hasSent else { return }
    devices[device].hasSent = true
    note(.configuration, "retired device \(deviceNames.text(UInt32(device))) sends")
  }
}
