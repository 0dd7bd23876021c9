/// One sensor on a chart of several, by names: it may be configured before it is heard.
public struct Pen: Sendable, Hashable {
  public var device: String
  /// The sensor type, in any spelling that the engine knows it by.
  public var sensor: String

  public init(device: String, sensor: String) { (self.device, self.sensor) = (device, sensor) }
}

/// What a pen draws.
public struct PenDetail: Sendable {
  public var pen: Pen
  public var device: DeviceID?
  /// Nil until the sensor was heard.
  public var detail: SensorDetail?

  public init(pen: Pen, device: DeviceID? = nil, detail: SensorDetail? = nil) {
    (self.pen, self.device, self.detail) = (pen, device, detail)
  }
}

extension Engine {
  /// The sensors of a trend group, in its order.
  func pens(_ pens: [Pen]) -> [PenDetail] {
    pens.map { pen in
      var answer = PenDetail(pen: pen)
      answer.device = ByteSlice.over(pen.device) { deviceNames.find($0, hash: NameHash.of($0)) }
      guard let device = answer.device else { return answer }
      let wanted = pen.sensor.lowercased()
      let number = sensorNumbers(of: Int(device)).first { types[Int(sensors[$0].type)].name == wanted }
      answer.detail = number.map { sensorDetail($0) }
      return answer
    }
  }
}
