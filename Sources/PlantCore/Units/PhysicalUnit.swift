/// A unit that values can be converted from and to; what is not one of these is only ever compared by name.
public enum PhysicalUnit: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case celsius = 1, fahrenheit, kelvin
  case psi, bar, millibar, kilopascal, megapascal, pascal
  case millimetrePerSecond, inchPerSecond

  /// The unit that people mean by `text`, however they write it: `C`, `°C`, `degC`, `celsius`.
  public init?(_ text: String) {
    let letters = text.unicodeScalars.filter { !" \t°º˚.".unicodeScalars.contains($0) }
    var name = String(String.UnicodeScalarView(letters)).lowercased()
    for prefix in ["degrees", "degree", "deg"] where name.hasPrefix(prefix) {
      name = String(name.dropFirst(prefix.count))
      break
    }
    switch name {
    case "c", "celsius", "centigrade", "℃": self = .celsius
    case "f", "fahrenheit", "℉": self = .fahrenheit
    case "k", "kelvin", "kelvins": self = .kelvin
    case "psi", "psig", "lbf/in2", "lbf/in²": self = .psi
    case "bar", "barg", "bars": self = .bar
    case "mbar", "millibar", "hpa": self = .millibar
    case "kpa", "kilopascal": self = .kilopascal
    case "mpa", "megapascal": self = .megapascal
    case "pa", "pascal": self = .pascal
    case "mm/s", "mm/sec", "mms-1", "mms^-1", "mmps": self = .millimetrePerSecond
    case "in/s", "in/sec", "inch/s", "ips": self = .inchPerSecond
    default: return nil
    }
  }

  private enum Quantity { case temperature, pressure, speed }

  private var quantity: Quantity {
    switch self {
    case .celsius, .fahrenheit, .kelvin: .temperature
    case .psi, .bar, .millibar, .kilopascal, .megapascal, .pascal: .pressure
    case .millimetrePerSecond, .inchPerSecond: .speed
    }
  }

  /// Whether values in this unit can be said in the other one.
  public func isConvertible(to other: PhysicalUnit) -> Bool { quantity == other.quantity }

  /// `value`, given in this unit, in the other one; never infinite.
  public func convert(_ value: Double, to other: PhysicalUnit) -> Double {
    if self == other { return value }
    let converted: Double
    switch (self, other) {
    // Written as people reckon it, so that 176 °F is 80 °C exactly and no strict limit tips over.
    case (.fahrenheit, .celsius): converted = (value - 32) * 5 / 9
    case (.celsius, .fahrenheit): converted = value * 9 / 5 + 32
    case (.fahrenheit, .kelvin): converted = (value - 32) * 5 / 9 + 273.15
    case (.kelvin, .fahrenheit): converted = (value - 273.15) * 9 / 5 + 32
    case (.kelvin, .celsius): converted = value - 273.15
    case (.celsius, .kelvin): converted = value + 273.15
    default: converted = value * size / other.size
    }
    guard !converted.isFinite else { return converted }
    return value < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
  }

  /// One of it in pascal or in millimetres a second.
  private var size: Double {
    switch self {
    case .psi: 6894.757293168361
    case .bar: 100_000
    case .millibar: 100
    case .kilopascal: 1000
    case .megapascal: 1_000_000
    case .inchPerSecond: 25.4
    case .pascal, .millimetrePerSecond, .celsius, .fahrenheit, .kelvin: 1
    }
  }
}
