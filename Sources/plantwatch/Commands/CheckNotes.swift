import PlantCore

/// What `check` says about limits that are allowed, and yet not what a plant wants.
enum CheckNotes {
  /// A warning for each limit of the highest priority that does not say what to do.
  static func lines(_ engine: EngineConfiguration) -> [String] {
    var lines: [String] = []
    for type in engine.types { lines += withoutAction(type, "limits.\(type.name)") }
    for device in engine.devices {
      for type in device.limits { lines += withoutAction(type, "device.\"\(device.id)\".limits.\(type.name)") }
    }
    return lines.map(CleanLine.of)
  }

  private static func withoutAction(_ type: SensorTypeConfiguration, _ key: String) -> [String] {
    let limits: [(EpisodeKind, Double?)] = [
      (.highHigh, type.limits.highHigh), (.high, type.limits.high), (.low, type.limits.low),
      (.lowLow, type.limits.lowLow),
    ]
    return limits.compactMap { kind, limit in
      guard limit != nil, type.advice.priority(kind) == 1, type.advice[kind].action.isEmpty else { return nil }
      return "warning: \(key).\(kind.text) has priority 1 and no action: what shall the operator do?"
    }
  }
}
