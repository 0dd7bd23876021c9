/// The metrics behind the alarms, second by second, as far back as each alarm looks.
struct AlarmMeters: ~Copyable {
  /// One alarm's ring of seconds within the common store.
  struct Meter: BitwiseCopyable {
    var start = 0
    /// Seconds it looks back: its period times its range of data points.
    var length = 0
    /// Where the next second goes.
    var next = 0
    /// Consecutive equal seconds, counted to `length`.
    var equalRun = 0
    var last = Double.nan
    /// Running count of the device or sensor it looks at, as of the last closed second.
    var counted: UInt64 = 0
  }

  var meters = Slab<Meter>()
  /// Samples of closed seconds; NaN where there was none.
  var seconds = Slab<Double>()
  private var points = Slab<Double>()
  private var scratch: [Double] = []

  init(_ definitions: [AlarmDefinition]) {
    for definition in definitions {
      var meter = Meter()
      meter.start = seconds.count
      meter.length = definition.period * AlarmEvaluation.range(definition.evaluationPeriods)
      meter.equalRun = meter.length
      for _ in 0..<meter.length { seconds.append(.nan) }
      meters.append(meter)
    }
  }

  /// Whether closing more seconds like the last one changes no data point.
  var areQuiet: Bool {
    for index in 0..<meters.count where meters[index].equalRun < meters[index].length { return false }
    return true
  }

  /// Takes one alarm's sample of the second just closed; NaN for none.
  mutating func take(_ sample: Double, _ index: Int) {
    let meter = meters[index]
    seconds[meter.start + meter.next] = sample
    meters[index].next = meter.next + 1 == meter.length ? 0 : meter.next + 1
    let isEqual = sample == meter.last || (sample.isNaN && meter.last.isNaN)
    meters[index].equalRun = isEqual ? min(meter.equalRun + 1, meter.length) : 1
    meters[index].last = sample
  }

  /// Evaluates one alarm on the seconds that end now.
  ///
  /// - Returns: The newest data point (NaN when it has no sample), the state (nil keeps the present one), and whether
  ///   none of the newest data points is missing.
  mutating func evaluate(
    _ index: Int, _ definition: AlarmDefinition
  ) -> (value: Double, state: AlarmState?, isWhole: Bool) {
    points.removeAll()
    let count = AlarmEvaluation.range(definition.evaluationPeriods)
    for point in stride(from: count - 1, through: 0, by: -1) {
      points.append(value(index, definition, secondsBack: point * definition.period))
    }
    let isWhole = (0..<definition.evaluationPeriods).allSatisfy { !points[count - 1 - $0].isNaN }
    return (points[count - 1], AlarmEvaluation.state(of: points, by: definition), isWhole)
  }

  /// The statistic over one period that ends `secondsBack` seconds ago; NaN without a sample.
  private mutating func value(_ index: Int, _ definition: AlarmDefinition, secondsBack: Int) -> Double {
    let meter = meters[index]
    var (sum, count) = (0.0, 0)
    var (least, most) = (Double.infinity, -Double.infinity)
    var isRanked = false
    if case .percentile = definition.statistic {
      isRanked = true
      scratch.removeAll(keepingCapacity: true)
    }
    var place = meter.next - 1 - secondsBack
    for _ in 0..<definition.period {
      if place < 0 { place += meter.length }
      let sample = seconds[meter.start + place]
      place -= 1
      guard !sample.isNaN else { continue }
      sum += sample
      count += 1
      least = min(least, sample)
      most = max(most, sample)
      if isRanked { scratch.append(sample) }
    }
    guard count > 0 else { return .nan }
    // Too little is proved by a whole period only: after a start, or blind, there were fewer seconds to count in.
    if count < definition.period, definition.isShortfall, definition.comparison.holds(sum, definition.threshold) {
      return .nan
    }
    switch definition.statistic {
    case .sum: return sum
    case .average: return sum / Double(count)
    case .maximum: return most
    case .minimum: return least
    case .sampleCount: return Double(count)
    case .percentile(let share):
      scratch.sort()
      let rank = Int((share / 100 * Double(count)).rounded(.up))
      return scratch[min(max(rank, 1), count) - 1]
    }
  }

  /// Windows start anew.
  mutating func reset() {
    seconds.fill(.nan)
    for index in 0..<meters.count {
      meters[index].equalRun = meters[index].length
      meters[index].last = .nan
    }
  }

  func write(to image: inout ImageWriter) {
    image.write(meters)
    image.write(seconds)
  }

  mutating func read(from image: inout ImageReader) -> Bool { image.read(into: &meters) && image.read(into: &seconds) }
}
