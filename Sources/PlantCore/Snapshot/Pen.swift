/// One sensor on a chart of several, by names: it may be configured before it is heard.
public struct Pen: Sendable, Hashable {
  public var device: String
  /// The sensor type, its letters in either case.
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
      answer.device = device(named: pen.device)
      guard let device = answer.device else { return answer }
      let type = ByteSlice.over(pen.sensor.lowercased()) { typeNames.find($0, hash: NameHash.of($0)) }
      answer.detail = type.flatMap { sensorNumbers.find(device, $0) }.map { sensorDetail(Int($0)) }
      return answer
    }
  }
}
