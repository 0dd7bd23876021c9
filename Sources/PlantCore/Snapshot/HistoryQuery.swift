/// What a screen asks of a store: charts that reach back over days, or an hour of the past from single readings.
public struct HistoryQuery: Sendable, Hashable {
  /// How far back charts reach, and the lists of episodes.
  public var span: ChartSpan
  /// The moment in the middle of the hour that is charted instead; unknown for the span up to now.
  public var around = Stamp.unknown

  public init(span: ChartSpan, around: Stamp = .unknown) { (self.span, self.around) = (span, around) }

  /// Seconds of one slot, and how many of them there are.
  public var slots: (seconds: Int, count: Int) { around.isKnown ? (20, 180) : span.slots }

  /// Where the chart ends: with the slot of `now`, or half an hour after the moment.
  public func end(now: Stamp) -> Stamp {
    let (seconds, count) = slots
    let last = around.isKnown ? around.second + Int64(seconds * count / 2) : now.second
    return Stamp(seconds: (last / Int64(seconds) + 1) * Int64(seconds))
  }
}

/// Which anomalies of the past a screen asks a store for.
public struct PastQuery: Sendable, Hashable {
  public var span: ChartSpan
  /// Whether it asks for those of the focus, for its own list, instead of all.
  public var isOfFocus: Bool

  public init(span: ChartSpan, isOfFocus: Bool) { (self.span, self.isOfFocus) = (span, isOfFocus) }
}

/// An episode that is over, as a store keeps it.
public struct PastEpisode: Sendable, Hashable {
  public var device: String
  /// The sensor type; empty for an episode of the whole device.
  public var sensor: String
  public var episodeClass: EpisodeClass
  /// The worst it was, and its priority.
  public var kind: EpisodeKind
  public var priority: Int
  /// Event time of the first breach, stream time of it, and of the end.
  public var opened: Stamp
  public var seen: Stamp
  public var closed: Stamp
  /// The furthest value, and the limit broken; NaN without one.
  public var extreme: Double
  public var limit: Double
  public var count: UInt64
  public var why: String

  public init(
    device: String, sensor: String, episodeClass: EpisodeClass, kind: EpisodeKind, priority: Int, opened: Stamp,
    seen: Stamp, closed: Stamp, extreme: Double, limit: Double, count: UInt64, why: String
  ) {
    (self.device, self.sensor, self.episodeClass, self.kind) = (device, sensor, episodeClass, kind)
    (self.priority, self.opened, self.seen, self.closed) = (priority, opened, seen, closed)
    (self.extreme, self.limit, self.count, self.why) = (extreme, limit, count, why)
  }

  /// Whether it passes a filter.
  public func passes(_ filter: FilterExpression) -> Bool {
    filter.isEmpty
      || filter.passes(value: extreme) { field in
        switch field {
        case .any, .text: [device, sensor, why]
        case .device: [device]
        case .sensor: [sensor]
        case .kind: [kind.text, episodeClass.text]
        case .state: ["over"]
        case .priority: [String(priority)]
        case .topic, .area, .value: []
        }
      }
  }
}

extension Engine {
  /// An episode of a store among those of this engine; its number is like no number of theirs.
  public func picture(_ past: PastEpisode, unit: String) -> Episode {
    var episode = Episode(
      number: .max, device: device(named: past.device) ?? .max, deviceName: past.device, sensor: nil,
      sensorName: past.sensor, unit: unit, episodeClass: past.episodeClass, kind: past.kind, priority: past.priority,
      opened: past.opened, seen: past.seen, since: past.seen,
      closed: past.closed, value: past.extreme, extreme: past.extreme,
      limit: past.limit, count: past.count, isWithoutData: false)
    episode.sensor = sensorNumber(past.device, past.sensor).map { SensorID($0) }
    episode.why = past.why
    // By what tells it from others, so that a cursor stays on it from picture to picture.
    let name = "\(past.device)\n\(past.sensor)\n\(past.kind.text)"
    let hash = UInt64(ByteSlice.over(name) { NameHash.of($0) })
    episode.number = 1 << 63 | UInt64(bitPattern: past.seen.nanoseconds) ^ hash
    return episode
  }
}
