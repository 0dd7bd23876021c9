import PlantCore
import PlantIO

/// What one configuration makes of a recording, kept for comparing it with another.
struct Verdicts {
  /// Episodes kept; further ones are counted.
  static let limit = 200_000

  /// One episode, or one stay of an alarm in ALARM.
  struct Span {
    var key: String
    var from: Stamp
    /// Unknown while it lasts to the end.
    var to: Stamp
    var text: String
    /// Whether an opening of it called somebody: those of advisories do not, nor of what is suppressed or put aside.
    var isAnnounced = false
  }

  var spans: [Span] = []
  var dropped = 0
  var counters = Counters()
  var announced = 0
  var first = Stamp.unknown
  var last = Stamp.unknown
  var digest = ""
  /// Index of the open span by episode number or alarm name.
  private var open: [String: Int] = [:]

  mutating func take(_ events: [Event]) {
    for event in events {
      switch event {
      case .anomaly(let event) where event.episode.episodeClass != .freshness:
        let episode = event.episode
        let side = episode.kind == .highHigh ? "high" : episode.kind == .lowLow ? "low" : episode.kind.text
        begin(
          event.isOpening, id: "episode \(episode.number)",
          key: "\(episode.deviceName)\n\(episode.sensorName)\n\(side)",
          isAnnounced: event.announcement.isCall, at: event.seen,
          "\(episode.deviceName) \(episode.sensorName) \(side): \(event.why)")
      case .alarm(let event) where event.to == .alarm || event.from == .alarm:
        begin(
          event.to == .alarm, id: "alarm \(event.name.text)", key: event.name.text, isAnnounced: true, at: event.seen,
          "\(event.name.text): \(event.why)")
      default: break
      }
    }
  }

  private mutating func begin(
    _ isOpening: Bool, id: String, key: String, isAnnounced: Bool, at moment: Stamp, _ text: String
  ) {
    if let index = open[id] {
      guard !isOpening else {
        if isAnnounced, !spans[index].isAnnounced { (spans[index].text, spans[index].isAnnounced) = (text, true) }
        return
      }
      spans[index].to = moment
      open[id] = nil
    } else if isOpening {
      guard spans.count < Self.limit else {
        dropped += 1
        return
      }
      open[id] = spans.count
      spans.append(Span(key: key, from: moment, to: .unknown, text: text, isAnnounced: isAnnounced))
    }
  }

  /// How what is judged here differs from another's judgement.
  struct Difference {
    /// Spans that overlap none of the other's with the same key.
    var only: [Span] = []
    /// Spans that the other has, too, and for which it called nobody.
    var announcedOnly: [Span] = []
  }

  func difference(from other: Verdicts) -> Difference {
    let theirs = Dictionary(grouping: other.spans, by: \.key)
    var difference = Difference()
    for own in spans {
      let same = (theirs[own.key] ?? []).filter { there in
        (!own.to.isKnown || there.from <= own.to) && (!there.to.isKnown || own.from <= there.to)
      }
      if same.isEmpty {
        difference.only.append(own)
      } else if own.isAnnounced, !same.contains(where: \.isAnnounced) {
        difference.announcedOnly.append(own)
      }
    }
    return difference
  }

  var hours: Double? { ReportModel.hours(from: first, to: last) }
}

/// One recording under two configurations.
struct Comparison {
  var names: (String, String)
  var verdicts: (Verdicts, Verdicts)
  /// Differences listed each way; the rest is counted.
  static let shown = 100

  /// The comparison as tables.
  var sections: [TextTable] {
    let (a, b) = verdicts
    let (fromA, fromB) = (a.difference(from: b), b.difference(from: a))
    func row(_ name: String, _ value: (Verdicts) -> Int) -> [String] {
      [name, counted(value(a), a.hours), counted(value(b), b.hours)]
    }
    let summary = TextTable(
      title: "Two configurations", header: ["what", names.0, names.1],
      rows: [
        row("anomalous readings") { Int(clamping: $0.counters.anomalies) },
        row("episodes and alarms") { $0.spans.count + $0.dropped }, row("announced") { $0.announced },
        ["only here", String(fromA.only.count), String(fromB.only.count)],
        ["announced only here", String(fromA.announcedOnly.count), String(fromB.announcedOnly.count)],
        ["digest", a.digest, b.digest],
      ],
      footnote: a.dropped + b.dropped > 0 ? "\(a.dropped + b.dropped) more were counted and not compared" : "")
    let lists = [
      list(fromA.only, "Only with \(names.0)"), list(fromB.only, "Only with \(names.1)"),
      list(fromA.announcedOnly, "With both, announced only with \(names.0)"),
      list(fromB.announcedOnly, "With both, announced only with \(names.1)"),
    ]
    return [summary] + lists.compactMap { $0 }
  }

  private func counted(_ count: Int, _ hours: Double?) -> String {
    guard let hours, hours > 0 else { return String(count) }
    return "\(count) (\(numberText((Double(count) / hours * 10).rounded() / 10)) an hour)"
  }

  private func list(_ spans: [Verdicts.Span], _ title: String) -> TextTable? {
    guard !spans.isEmpty else { return nil }
    let rest = spans.count - Self.shown
    return TextTable(
      title: title, header: ["from", "lasted", "what"],
      rows: spans.prefix(Self.shown).map { span in
        [
          span.from.isKnown ? span.from.iso8601 : "", span.to.isKnown ? spanText(span.to - span.from) : "to the end",
          CleanLine.of(span.text),
        ]
      }, footnote: rest > 0 ? "and \(rest) more" : "")
  }

  /// The comparison as one JSON object.
  var json: String {
    let (a, b) = verdicts
    var object = JSONObject()
    object.add("schema", raw: "1")
    object.add("first", raw: side(a, names.0, a.difference(from: b)))
    object.add("second", raw: side(b, names.1, b.difference(from: a)))
    return object.text
  }

  private func side(_ verdicts: Verdicts, _ name: String, _ difference: Verdicts.Difference) -> String {
    var object = JSONObject()
    object.add("config", name)
    object.add("anomalies", raw: String(verdicts.counters.anomalies))
    object.add("episodes", raw: String(verdicts.spans.count + verdicts.dropped))
    object.add("announced", raw: String(verdicts.announced))
    object.add("digest", verdicts.digest)
    object.add("onlyHere", raw: String(difference.only.count))
    object.add("examples", raw: examples(difference.only))
    object.add("announcedOnlyHere", raw: String(difference.announcedOnly.count))
    object.add("announcedExamples", raw: examples(difference.announcedOnly))
    return object.text
  }

  private func examples(_ spans: [Verdicts.Span]) -> String {
    let objects = spans.prefix(Self.shown).map { span in
      var object = JSONObject()
      object.add("from", stamp: span.from)
      object.add("to", stamp: span.to)
      object.add("what", span.text)
      return object.text
    }
    return "[\(objects.joined(separator: ","))]"
  }
}
