/// The sensors to be looked at in each of the next seconds: where a timer costs nothing but two links.
///
/// Nearly every sensor is looked at every ten seconds, so these timers are kept out of the heap. A sensor stands in
/// the wheel at most once; within a second sensors come in the order in which they were put there.
struct SilenceWheel: ~Copyable {
  private static let seconds: Int64 = 16
  /// Deadlines at most this many seconds ahead belong here: a sensor that stands in the wheel never needs to be looked
  /// at earlier, because its next silence takes ten seconds to count.
  static let reach: Int64 = 11
  private static let none = SensorID.max

  /// First and last sensor of each second.
  var heads = Slab<SensorID>(repeating: none, count: Int(seconds))
  var tails = Slab<SensorID>(repeating: none, count: Int(seconds))
  /// The next sensor of the same second, for each sensor.
  var links = Slab<SensorID>()
  private(set) var count = 0

  init() {}

  /// A place for one more sensor.
  mutating func addSensor() { links.append(Self.none) }

  mutating func put(_ sensor: SensorID, second: Int64) {
    let place = Int(second % Self.seconds)
    links[Int(sensor)] = Self.none
    if heads[place] == Self.none { heads[place] = sensor } else { links[Int(tails[place])] = sensor }
    tails[place] = sensor
    count += 1
  }

  /// Takes all sensors of a second out; the first of the chain, or nil. Follow it with `next(after:)`.
  mutating func take(second: Int64) -> SensorID? {
    let place = Int(second % Self.seconds)
    let head = heads[place]
    guard head != Self.none else { return nil }
    heads[place] = Self.none
    tails[place] = Self.none
    return head
  }

  /// The next sensor of a chain that was taken out; call it before `sensor` is put back.
  mutating func next(after sensor: SensorID) -> SensorID? {
    count -= 1
    let next = links[Int(sensor)]
    return next == Self.none ? nil : next
  }

  /// The first second from `second` on that has sensors; nil when the wheel is empty.
  func earliest(from second: Int64) -> Int64? {
    guard count > 0 else { return nil }
    for ahead in 0..<Self.seconds where heads[Int((second + ahead) % Self.seconds)] != Self.none {
      return second + ahead
    }
    return nil
  }

  func write(to image: inout ImageWriter) {
    image.write(heads)
    image.write(tails)
    image.write(links)
    image.write(count)
  }

  mutating func read(from image: inout ImageReader) -> Bool {
    guard image.read(into: &heads), image.read(into: &tails), image.read(into: &links), let count = image.read(Int.self)
    else { return false }
    self.count = count
    return true
  }

  /// Empties the wheel, and hands every sensor in it to `body`, in order of time from `second` on.
  mutating func drain(from second: Int64, _ body: (SensorID) -> Void) {
    for ahead in 0..<Self.seconds {
      var sensor = take(second: second + ahead)
      while let current = sensor {
        sensor = next(after: current)
        body(current)
      }
    }
  }
}
