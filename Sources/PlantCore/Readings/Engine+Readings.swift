/// One judged reading, as a store keeps it.
public struct JudgedReading: Sendable, Hashable, BitwiseCopyable {
  /// Number of its sensor, for `Engine.names(ofSensor:)`.
  public var sensor: UInt32
  /// Whether it broke a limit.
  public var isAnomaly: Bool
  /// Event time; where it said none, its arrival.
  public var at: Stamp
  /// In the sensor's own unit.
  public var value: Double

  public init(sensor: UInt32, isAnomaly: Bool, at: Stamp, value: Double) {
    (self.sensor, self.isAnomaly, self.at, self.value) = (sensor, isAnomaly, at, value)
  }
}

extension Engine {
  /// At most this many readings wait to be taken; further ones are counted in `readingsNotKept`.
  static var keptReadingsLimit: Int { 1 << 20 }

  /// The readings since the last call in the order of judgement; none unless `keepsReadings`.
  public mutating func takeReadings() -> [JudgedReading] {
    var taken: [JudgedReading] = []
    swap(&taken, &keptReadings)
    return taken
  }

  /// How many readings found no room since the last call.
  public mutating func takeReadingsNotKept() -> Int {
    defer { readingsNotKept = 0 }
    return readingsNotKept
  }

  /// What a sensor is called; `number` is one of a reading of this engine.
  public func names(ofSensor number: UInt32) -> (device: String, type: String) {
    let sensor = sensors[Int(number)]
    return (deviceNames.text(sensor.device), types[Int(sensor.type)].name)
  }

  @inline(never)
  mutating func keep(_ number: Int, _ value: Double, _ at: Stamp, isAnomaly: Bool) {
    guard keptReadings.count < Self.keptReadingsLimit else {
      readingsNotKept += 1
      return
    }
    keptReadings.append(
      JudgedReading(sensor: UInt32(number), isAnomaly: isAnomaly, at: at.isKnown ? at : clock.now, value: value))
  }
}
