import PlantCore
import Testing

@Suite("Limits that are tried out")
struct LimitTrialTests {
  private func tried(_ trials: [LimitTrial]) -> (configuration: EngineConfiguration, problem: String?) {
    var configuration = EngineConfiguration()
    let problem = LimitTrial.apply(trials, to: &configuration)
    return (configuration, problem)
  }

  @Test("come to the same in whatever order they were typed", arguments: [false, true])
  func order(isReversed: Bool) {
    let trials = [
      LimitTrial(device: "press-07", sensor: "temperature", kind: .high, value: 85),
      LimitTrial(sensor: "Temperature", kind: .low, value: 20),
    ]
    let (configuration, problem) = tried(isReversed ? trials.reversed() : trials)
    #expect(problem == nil)
    #expect(configuration.types[0].limits.low == 20 && configuration.types[0].limits.high == 80)
    #expect(configuration.devices.first?.limits.first?.limits.low == 20)
    #expect(configuration.devices.first?.limits.first?.limits.high == 85)
  }

  @Test("are looked at together: only what comes of all of them must make sense")
  func together() {
    let low = LimitTrial(sensor: "temperature", kind: .low, value: 150)
    #expect(tried([low]).problem == "temperature low 150: 150 lies at or above the high limit, 80")
    #expect(tried([low, LimitTrial(sensor: "temperature", kind: .high, value: 180)]).problem == nil)
  }

  @Test("a limit is taken away, and a type that nobody configured gets one")
  func noneAndNew() {
    let (configuration, problem) = tried([
      LimitTrial(sensor: "vibration", kind: .high, value: nil), LimitTrial(sensor: "flow", kind: .lowLow, value: 3),
    ])
    #expect(problem == nil && !configuration.types[2].limits.hasLimits)
    #expect(configuration.types.last?.name == "flow" && configuration.types.last?.limits.lowLow == 3)
  }

  @Test("a device keeps its number, and is not expected because something is tried out on it")
  func numbers() {
    var script = CaptureScript()
    for second in 0..<5 {
      for device in ["a", "b", "c"] { script.reading(Double(second), device, "temperature", 70) }
    }
    let (configuration, _) = tried([LimitTrial(device: "c", sensor: "temperature", kind: .high, value: 60)])
    let (plain, trial) = (judge(script), judge(script, configuration: configuration))
    func numbers(_ conclusion: Conclusion) -> [String: DeviceID] {
      Dictionary(uniqueKeysWithValues: conclusion.snapshot.devices.rows.map { ($0.name, $0.id) })
    }
    #expect(numbers(trial) == numbers(plain))
    #expect(trial.episodes() == ["open high c/temperature 70 @1764000000"])
    #expect(judge(CaptureScript(), configuration: configuration).snapshot.devices.rows.isEmpty)
  }
}
