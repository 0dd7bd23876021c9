/// One sensor type: unit, scale, limits and what to do about them.
public struct SensorTypeConfiguration: Sendable, Hashable {
  public var name: String
  /// The unit in which values are judged and shown; empty when unknown.
  public var unit: String
  /// The unit in which readings come that do not say one; empty: as `unit` says.
  public var payloadUnit = ""
  /// What gauges are drawn on.
  public var scale: ClosedRange<Double>?
  /// What a working sensor can say at all: beyond it the sensor is doubted, and the value still judged.
  public var span: ClosedRange<Double>?
  public var limits: LimitSet
  public var advice: LimitAdvices
  /// Names a table of zones; empty when not set.
  public var machineClass = ""
  /// Whether it stands here for limits that are tried out only: it becomes a type when it is heard, so that all others
  /// keep their numbers.
  var isOnTrial = false

  public init(
    name: String, unit: String, scale: ClosedRange<Double>?, limits: LimitSet, span: ClosedRange<Double>? = nil,
    advice: LimitAdvices = LimitAdvices()
  ) {
    self.name = name
    self.unit = unit
    self.scale = scale
    self.span = span
    self.limits = limits
    self.advice = advice
  }

  /// Temperature, pressure and vibration with the limits every plant starts from.
  public static let standard: [SensorTypeConfiguration] = [
    .init(
      name: "temperature", unit: "°C", scale: 0...120, limits: .init(high: 80, low: 10, deadband: 1.2), span: -50...400),
    .init(
      name: "pressure", unit: "PSI", scale: 0...200, limits: .init(high: 150, low: 30, deadband: 4), span: -15...1000),
    .init(name: "vibration", unit: "mm/s", scale: 0...10, limits: .init(high: 5, deadband: 0.2), span: 0...100),
  ]
}
