import PlantCore

/// Tells the operator what becomes of archive, store, journal and metrics: each trouble once, until it changes.
struct RecordingWatch {
  private var told: [String: String] = [:]
  /// What stands, as the engine was told of it.
  private var standing: [String] = []
  /// Lost records that were told of, and those of them that the archive lacks.
  private var toldLost = 0
  /// Messages that the broker was answered for and the archive did not have, and the records lost before them.
  private var unstored = 0
  private var lostBefore = 0
  /// Readings that are not in the store and were not told of, and when that was told last.
  private var skipped = 0
  private var skippedTold = Int64.min / 2

  /// All that is wrong, in one line; empty when all is well.
  var trouble: String { standing.joined(separator: "; ") }

  /// What there is to tell since the last call. The engine's thread.
  mutating func tell(_ recordings: Recordings, _ history: HistoryReader?, _ gate: AckGate?, _ notices: NoticeBoard) {
    if let history { tell("charts of more than an hour cannot be read from the store", history.failure, notices) }
    for text in recordings.archive?.takeNotices() ?? [] { notices.add(text, isWarning: false) }
    if let archive = recordings.archive { tell("the archive lacks segments", archive.lacking, notices) }
    for text in recordings.store?.takeNotices() ?? [] { notices.add(text, isWarning: true) }
    if let store = recordings.store?.takeTroubles() {
      tell("the store cannot be written", store.failure, notices)
      tellSkipped(store.skipped, recordings, notices)
    }
    tellLost(recordings, notices)
    if let audit = recordings.audit { tell("the audit journal cannot be written", audit.failure, notices) }
    if let metrics = recordings.metrics { tell("the metrics cannot be written", metrics.failure, notices) }
    if let notifier = recordings.notifier { tell("alarms are not told", notifier.failure, notices) }
    tellUnstored(gate?.answeredUnstored.exchange(0, ordering: .relaxed) ?? 0, recordings, notices)
  }

  /// Says at once that the broker is answered although the archive takes nothing, and how it ended.
  private mutating func tellUnstored(_ new: Int, _ recordings: Recordings, _ notices: NoticeBoard) {
    if new > 0, unstored == 0 {
      lostBefore = recordings.lost
      notices.add("messages are acknowledged before the archive has them: it takes none", isWarning: true)
    }
    unstored += new
    guard unstored > 0 else { return }
    if case .failed = recordings.status, !recordings.isClosed { return }
    let end =
      recordings.lost == lostBefore ? "it has lost none of them" : "\(recordings.lost - lostBefore) records are lost"
    notices.add("\(unstored) messages were acknowledged before the archive had them: \(end)", isWarning: true)
    unstored = 0
  }

  /// Says at once that readings do not come into the store, then once a minute how many more, and the rest at the end.
  private mutating func tellSkipped(_ new: Int, _ recordings: Recordings, _ notices: NoticeBoard) {
    skipped += new
    let now = SystemClock.sinceBoot()
    guard skipped > 0, now - skippedTold > Interval.minute || recordings.isClosed else { return }
    let isArchived = recordings.archive.map { $0.lost == 0 } ?? false
    let advice = isArchived ? ": plantwatch store rebuild fills them in" : ""
    notices.add("\(skipped) readings are not in the store\(advice)", isWarning: true)
    (skipped, skippedTold) = (0, now)
  }

  /// Says how much a recording lacks once it goes on, or has ended.
  private mutating func tellLost(_ recordings: Recordings, _ notices: NoticeBoard) {
    let lost = recordings.lost
    guard lost > toldLost else { return }
    if case .failed = recordings.status, !recordings.isClosed { return }
    let text = "\(lost - toldLost) records could not be kept: the recording has a gap in their place"
    toldLost = lost
    notices.add(text, isWarning: true)
    recordings.audit?.add("lost", text)
  }

  /// What is wrong with this run, where that has changed since the last call: the JSON of a `# health` line. It holds no
  /// figures, so that it comes once for each trouble.
  ///
  /// - Parameter collector: What is wrong with the collector beside this dashboard.
  mutating func health(
    _ recordings: Recordings, certificateEnd: Stamp, collector: String = "", now: Stamp
  ) -> String? {
    var troubles = told.filter { !$0.value.isEmpty }.map(\.key).sorted()
    if case .failed = recordings.status { troubles.insert("recording fails", at: 0) }
    if recordings.space?.isLow == true { troubles.append("less than a gigabyte is free where it is recorded") }
    if certificateEnd.isKnown {
      if certificateEnd <= now {
        troubles.append("a certificate of the connection has ended: the next connection fails")
      } else if let days = [Int64(7), 30].first(where: { certificateEnd - now < $0 * Interval.day }) {
        troubles.append("a certificate of the connection ends within \(days) days")
      }
    }
    if !collector.isEmpty { troubles.append(collector) }
    guard troubles != standing else { return nil }
    standing = troubles
    var object = JSONObject()
    object.add("troubles", raw: String(troubles.count))
    object.add("why", troubles.joined(separator: "; "))
    return object.text
  }

  private mutating func tell(_ what: String, _ failure: String, _ notices: NoticeBoard) {
    guard failure != told[what, default: ""] else { return }
    told[what] = failure
    notices.add(failure.isEmpty ? "no longer: \(what)" : "\(what): \(failure)", isWarning: !failure.isEmpty)
  }
}
