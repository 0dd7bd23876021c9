import PlantCore

/// Tells the operator what becomes of archive, store, journal and metrics: each trouble once, until it changes.
struct RecordingWatch {
  private var told: [String: String] = [:]

  /// What there is to tell since the last call. The engine's thread.
  mutating func tell(_ recordings: Recordings, _ gate: AckGate?, _ notices: NoticeBoard) {
    for text in recordings.archive?.takeNotices() ?? [] { notices.add(text, isWarning: false) }
    if let store = recordings.store?.takeTroubles() {
      tell("the store cannot be written", store.failure, notices)
      if store.skipped > 0 {
        notices.add(
          "\(store.skipped) readings are not in the store: plantwatch store rebuild fills them in", isWarning: true)
      }
    }
    if let audit = recordings.audit { tell("the audit journal cannot be written", audit.failure, notices) }
    if let metrics = recordings.metrics { tell("the metrics cannot be written", metrics.failure, notices) }
    if let notifier = recordings.notifier { tell("alarms are not told", notifier.failure, notices) }
    let unstored = gate?.answeredUnstored.exchange(0, ordering: .relaxed) ?? 0
    if unstored > 0 {
      notices.add("\(unstored) messages were acknowledged before the archive had them: it takes none", isWarning: true)
    }
  }

  private mutating func tell(_ what: String, _ failure: String, _ notices: NoticeBoard) {
    guard failure != told[what, default: ""] else { return }
    told[what] = failure
    notices.add(failure.isEmpty ? "no longer: \(what)" : "\(what): \(failure)", isWarning: !failure.isEmpty)
  }
}
