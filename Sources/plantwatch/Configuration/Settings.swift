import PlantCore
import PlantIO

/// What is in force for one run: option, then `PLANTWATCH_…` variable, then file, then default.
struct Settings {
  let environment: [String: String]
  var site = SiteFile()
  var user = UserFile()

  /// Reads the configuration the options, the environment or the usual place name.
  ///
  /// - Throws: `SetupError`; a file that was named and is not there is an error, the usual place may be empty.
  init(config: String?, environment: [String: String]) throws(SetupError) {
    self.environment = environment
    if let path = config ?? environment["PLANTWATCH_CONFIG"] {
      site = try SiteFile(path: path)
    } else if TextFile.exists(SiteFile.defaultPath) {
      site = try SiteFile(path: SiteFile.defaultPath)
    }
    user = try UserFile(environment: environment)
    user.applyTimeZone()
  }

  /// The text in force for an option.
  func text(_ option: String, _ given: String?, file: String? = nil) -> String? {
    if let given { return given }
    let name = Self.variable(option)
    if let value = environment[name], !value.isEmpty { return value }
    return file
  }

  /// The list in force for an option; in a variable the parts are separated by spaces.
  func texts(_ option: String, _ given: [String], file: [String]) -> [String] {
    if !given.isEmpty { return given }
    let name = Self.variable(option)
    if let value = environment[name], !value.isEmpty {
      return value.split(separator: " ").map(String.init)
    }
    return file
  }

  /// Whether a flag is in force.
  func flag(_ option: String, _ given: Bool, file: Bool? = nil) -> Bool {
    if given { return true }
    let name = Self.variable(option)
    if let value = environment[name], !value.isEmpty { return !["0", "false", "no"].contains(value.lowercased()) }
    return file ?? false
  }

  /// The whole number in force for an option.
  func whole(
    _ option: String, _ given: Int?, file: Int?, fallback: Int, in range: ClosedRange<Int>
  ) throws(SetupError) -> Int {
    var value = given ?? file ?? fallback
    let name = Self.variable(option)
    if given == nil, let text = environment[name], !text.isEmpty {
      guard let number = Int(text) else { throw SetupError("$\(name)", "\"\(text)\" is no whole number") }
      value = number
    }
    guard range.contains(value) else {
      throw SetupError(
        "--\(option) \(value)", "is out of range", fix: "from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The number in force for an option; nil when nothing says one.
  func number(_ option: String, _ given: Double?, file: Double?) throws(SetupError) -> Double? {
    if let given { return given }
    let name = Self.variable(option)
    guard let text = environment[name], !text.isEmpty else { return file }
    guard let number = Double(text), number.isFinite else { throw SetupError("$\(name)", "\"\(text)\" is no number") }
    return number
  }

  static func variable(_ option: String) -> String {
    "PLANTWATCH_" + option.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }
}
