/// The judgement of a plant: records in, conclusions out.
///
/// A pure function of the bytes it is given, in order: no clock, no randomness. Whoever owns it, owns it
/// alone, on one thread. `consume` never throws: a bad record is counted with its reason. Its state lies in flat
/// slabs; in the steady state a reading allocates nothing and touches no reference.
public struct Engine: ~Copyable {
  let configuration: EngineConfiguration
  let format: InputFormat
  let matchesIdentity: Bool
  let sensorCapacity: Int
  /// Whether any sensor may be learned.
  let isDetecting: Bool
  /// Whether any device has a rule that tells whether it runs.
  let hasRunningRules: Bool

  var framer = Framer()
  /// A saved state whose last part has not come yet.
  var incoming = IncomingState()
  var scanner = PayloadScanner()
  let topics: TopicMatcher

  /// Whether templates have levels by which devices can be grouped, and the texts of these.
  let hasTopicGroups: Bool
  var topicGroups = NameTable()
  var deviceNames = NameTable()
  var devices = Slab<Device>()
  /// Spellings of sensor types, each with the type it means.
  var typeSpellings = NameTable()
  var typeOfSpelling = Slab<SensorTypeID>()
  /// Canonical (lower-case) names of the types.
  var typeNames = NameTable()
  var types: [TypeEntry] = []
  let configuredDevices: [String: Int]
  /// The gateways of the configuration, each once.
  let gatewayNames: [String]
  let gatewayNumbers: [String: Int]
  var gateways = Slab<GatewayState>()

  var sensors = Slab<Sensor>()
  var limitRows = Slab<LimitRow>()
  var onDelays = Slab<OnDelay>()
  var units = UnitTable()
  /// The next sensor of the same device, or `UInt32.max`.
  var sensorLinks = Slab<SensorID>()
  var sensorNumbers = PairTable()
  /// The sensor that came after each sensor last time: most plants publish in turns.
  var followers = Slab<SensorID>()
  var previousSensor = 0
  var gaps = Slab<GapRing>()
  var histories = ChunkedSlab<SensorHistory>()

  var clock = StreamClock()
  var seconds = PlantSeconds()
  var alarms = Slab<AlarmCondition>()
  var meters: AlarmMeters
  var feed = FeedWatch()
  var health = OwnHealth()
  var timers = TimerHeap()
  var wheel = SilenceWheel()
  var silences = SilenceBatch()
  var episodes = EpisodeStore()
  var book = AlarmBook()
  var operatorTexts = OperatorTexts()
  var maintenances = Maintenances()
  var rates = AlarmRates()
  /// One element a sensor while anything is learned, else empty.
  var detectors = ChunkedSlab<LearnedState>()
  var advisories = ChunkedSlab<SensorAdvisories>()
  var findings = FindingList()
  var pace = AdvisoryPace()
  /// The acceptances that can be taken back, oldest first.
  var acceptances = Slab<Acceptance>()
  var events = EventLog()
  var messages: MessageLog
  /// Whether the moments of errors are kept for `takeErrorTimes`: somebody wants to go to them.
  public var keepsErrorTimes = false
  var errorTimes: [Stamp] = []
  /// Whether every reading is kept for `takeReadings`: somebody stores them.
  public var keepsReadings = false
  var keptReadings: [JudgedReading] = []
  var readingsNotKept = 0
  var hash = Digest()
  var totals = Counters()
  /// Devices by name, for the screen; made anew when one was added.
  var nameOrder: [DeviceID] = []
  var wallOrder = WallOrder()

  /// Makes an engine that has seen nothing.
  ///
  /// - Parameter messageLogBytes: Size of the raw-message log; 0 keeps no messages.
  public init(configuration: EngineConfiguration, format: InputFormat, messageLogBytes: Int = 0) {
    self.configuration = configuration
    self.format = format
    matchesIdentity = configuration.identity == .match
    sensorCapacity = configuration.sensorCapacity
    isDetecting = configuration.detectsAnything
    hasRunningRules = configuration.devices.contains { $0.state != nil }
    topics = TopicMatcher(configuration.topics)
    hasTopicGroups = configuration.topics.contains { (try? TopicTemplate($0))?.hasGroupLevels ?? false }
    var numbers: [String: Int] = [:]
    for (index, device) in configuration.devices.enumerated() { numbers[device.id] = index }
    configuredDevices = numbers
    gatewayNames = Set(configuration.devices.map(\.gateway)).subtracting([""]).sorted()
    gatewayNumbers = Dictionary(uniqueKeysWithValues: zip(gatewayNames, gatewayNames.indices))
    gateways = Slab(repeating: GatewayState(), count: gatewayNames.count)
    messages = MessageLog(capacity: messageLogBytes)
    meters = AlarmMeters(configuration.alarms)
    for _ in 0..<configuration.alarms.count + AlarmPlace.undefined { alarms.append(AlarmCondition()) }
    // Units of the configuration come first, so that their numbers are the same in every engine made from it.
    for type in configuration.types + configuration.devices.flatMap(\.limits) {
      for unit in [type.unit, type.payloadUnit] { _ = units.number(unit) }
    }
    for type in configuration.types where !type.isOnTrial { addType(type) }
    for device in configuration.devices where !device.isOnTrial {
      ByteSlice.over(device.id) { name in _ = findOrAddDevice(name) }
    }
  }

  /// Judges the records in `bytes`; a record may be cut by the end anywhere and goes on in the next call.
  ///
  /// - Parameters:
  ///   - limit: Stop before the first record whose own time lies after this moment (paced replay).
  ///   - maxRecords: Stop after this many records.
  /// - Returns: How many bytes were taken; the caller gives the rest again. All of them, unless a limit stopped it.
  @discardableResult
  public mutating func consume(
    _ bytes: UnsafeRawBufferPointer, until limit: Stamp = Stamp(nanoseconds: .max), maxRecords: Int = .max
  ) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let slice = unsafe ByteSlice(
      base: base.assumingMemoryBound(to: UInt8.self), count: bytes.count, readable: bytes.count)
    let taken = take(slice, limit: Limit(until: limit, records: maxRecords))
    totals.bytes += UInt64(taken)
    return taken
  }

  /// The input has ended: judges what is still cut, closes the last second.
  public mutating func finish() {
    finishFraming()
    closeLastSecond()
  }

  /// The order-sensitive 64-bit hash over every record, every event and the window state.
  public var digest: UInt64 {
    var final = hash
    foldState(into: &final)
    return final.state
  }

  /// The largest arrival (or event) time so far.
  public var streamTime: Stamp { clock.now }

  /// Whether the stream says that a broker is connected.
  public var isConnected: Bool { feed.connection == .connected }

  /// Stream time of the first record.
  public var firstTime: Stamp { clock.first }

  /// The time of the record that `until:` held back; unknown when none is held back.
  public var nextRecordTime: Stamp { framer.heldBack }

  /// What differs once a limit episode has begun or ended, or an alarm has called.
  public struct News: Hashable {
    var begun: UInt64 = 0
    var open: UInt32 = 0
    var calls: UInt64 = 0

    public init() {}
  }

  /// What a screen shows at once, whatever the pace of its pictures.
  public var news: News {
    var news = News()
    (news.begun, news.open, news.calls) = (episodes.state.limitEpisodes, episodes.state.openLimit, rates.calls)
    return news
  }

  /// Counts since the start.
  public var counters: Counters {
    var counters = totals
    counters.openEpisodes = episodes.state.openLimit
    counters.episodes = episodes.state.limitEpisodes
    counters.advisories = episodes.state.advisories
    counters.openAdvisories = episodes.state.openAdvisories
    return counters
  }
}

/// A sensor type with its configuration.
struct TypeEntry {
  var configuration: SensorTypeConfiguration
  var sensors = 0

  var name: String { configuration.name }
  var unit: String { configuration.unit }
  var scale: ClosedRange<Double>? { configuration.scale }
  var limits: LimitSet { configuration.limits }

  /// A type that the configuration does not know: shown and trended, never judged.
  static func unknown(_ name: String) -> SensorTypeConfiguration {
    SensorTypeConfiguration(name: name, unit: "", scale: nil, limits: LimitSet(offDelay: 0))
  }
}
