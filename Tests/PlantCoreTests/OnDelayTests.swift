import PlantCore
import Testing

@Suite("An on-delay waits, and never hides a reading")
struct OnDelayTests {
  /// Temperature with ten seconds of on-delay.
  private var configuration: EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.onDelay = 10 * Interval.second
    configuration.types[0].limits.highHigh = 90
    return configuration
  }

  private func judged(_ readings: [(Double, Double)], until end: Double = 60, batch: Int = .max) -> Conclusion {
    var script = CaptureScript()
    for (second, value) in readings { script.reading(second, "m", "temperature", value) }
    script.reading(end, "other", "humidity", 1)
    return judge(script, configuration: configuration, batch: batch)
  }

  @Test("the episode opens at the end of the delay with all breaches of the way, flagged and counted from the first")
  func opens() {
    let result = judged((0...12).map { (Double($0), $0 == 4 ? 86 : 85) }, until: 12)
    #expect(result.episodes(since: CaptureScript.start) == ["open high m/temperature 85 @10"])
    #expect(result.counters.anomalies == 13)
    let episode = result.snapshot.episodes.worst
    #expect(episode?.opened == Stamp(seconds: CaptureScript.start))
    #expect(episode?.seen == Stamp(seconds: CaptureScript.start + 10))
    #expect(episode?.count == 13 && episode?.extreme == 86)
  }

  @Test("a reading inside starts the delay anew")
  func restart() {
    let result = judged([(0, 85), (5, 80), (6, 85), (12, 85), (15.5, 79)])
    #expect(result.episodes().isEmpty)
    #expect(result.counters.anomalies == 3)
    #expect(
      judged([(0, 85), (5, 80), (6, 85), (12, 85)]).episodes(since: CaptureScript.start) == [
        "open high m/temperature 85 @16"
      ])
  }

  @Test("a sensor that falls silent on the way opens at the end of its delay")
  func silent() {
    #expect(judged([(0, 85)]).episodes(since: CaptureScript.start) == ["open high m/temperature 85 @10"])
  }

  @Test("a value that jumps to the other side leaves the first one")
  func otherSide() {
    let result = judged([(0, 85), (5, 5), (8, 5)])
    #expect(result.episodes(since: CaptureScript.start) == ["open low m/temperature 5 @15"])
  }

  @Test("the episode opens as what it is at the end, and a step to HH is not delayed again")
  func highHigh() {
    #expect(
      judged([(0, 85), (5, 95)]).episodes(since: CaptureScript.start) == ["open highHigh m/temperature 95 @10"])
    #expect(
      judged([(0, 95), (5, 85)]).episodes(since: CaptureScript.start) == ["open high m/temperature 85 @10"])
    #expect(
      judged([(0, 85), (11, 95)]).episodes(since: CaptureScript.start) == [
        "open high m/temperature 85 @10", "open highHigh m/temperature 95 @11",
      ])
  }

  @Test("without any time there is nothing to wait for: it opens at once")
  func withoutTime() {
    let result = judge(
      #"{"deviceId":"m","sensorType":"temperature","value":85}"#, .jsonLines, configuration: configuration)
    #expect(result.snapshot.episodes.open == 1)
  }

  @Test("batches and a restored image change nothing")
  func determinism() {
    let readings: [(Double, Double)] = (0..<200).map { number in
      let value = 75 + number / 9 * 37 % 20
      return (Double(number) / 2, Double(value))
    }
    let whole = judged(readings, until: 120)
    #expect(whole.counters.episodes > 0)
    for batch in [1, 7, 333] { #expect(judged(readings, until: 120, batch: batch).digest == whole.digest) }

    var script = CaptureScript()
    for (second, value) in readings { script.reading(second, "m", "temperature", value) }
    script.reading(120, "other", "humidity", 1)
    let bytes = Array(script.text.utf8)
    var first = Engine(configuration: configuration, format: .capture)
    unsafe bytes[..<500].withUnsafeBytes { part in _ = unsafe first.consume(part) }
    var second = Engine(configuration: configuration, format: .capture)
    let isRestored = second.restore(image: first.image())
    #expect(isRestored)
    unsafe bytes[500...].withUnsafeBytes { part in _ = unsafe second.consume(part) }
    second.finish()
    #expect(second.digest == whole.digest)
  }
}
