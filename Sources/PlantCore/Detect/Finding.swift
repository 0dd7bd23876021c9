/// What a detector has to say about one reading, before it has names and numbers of its own.
struct Finding: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case shift, record, drift, noise, flat
    /// Readings that are counted, and speak for nobody.
    case spike, jump
    /// A shift has been open for half an hour.
    case ask
  }
  enum Act: UInt8, BitwiseCopyable { case close, open, note }

  var act: Act
  var kind: Kind
  /// The value it is about, in the sensor's terms.
  var value: Double
  var evidence = Evidence()
}

/// The numbers behind an advisory: what was expected, and how far off the value is.
struct Evidence: BitwiseCopyable {
  /// The expected band; NaN where the rule is not about a level.
  var low = Double.nan
  var high = Double.nan
  /// What is normal: the mean, the usual level, or the longest equal run in seconds.
  var normal = Double.nan
  /// The deviation of readings, the covered seconds of a record, or the unchanged seconds of a flat line.
  var spread: Float = 0
  /// How far in deviations, which reference, how many times the usual noise, or which record.
  var degree: Float = 0
}

/// The findings of one reading: a short list that is emptied and filled again without allocating.
struct FindingList: ~Copyable {
  private var findings = Slab<Finding>()

  init() {}

  var count: Int { findings.count }
  subscript(index: Int) -> Finding { findings[index] }

  mutating func open(_ kind: Finding.Kind, _ value: Double, _ evidence: Evidence) {
    findings.append(Finding(act: .open, kind: kind, value: value, evidence: evidence))
  }

  mutating func close(_ kind: Finding.Kind, _ value: Double) {
    findings.append(Finding(act: .close, kind: kind, value: value))
  }

  mutating func note(_ kind: Finding.Kind, _ value: Double, _ evidence: Evidence = Evidence()) {
    findings.append(Finding(act: .note, kind: kind, value: value, evidence: evidence))
  }

  mutating func removeAll() { findings.removeAll() }
}
