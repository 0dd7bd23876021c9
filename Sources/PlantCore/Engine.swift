/// The judgement of a plant: records in, conclusions out.
///
/// A pure function of the bytes it is given, in order: no clock, no randomness. Whoever owns it, owns it
/// alone, on one thread. `consume` never throws: a bad record is counted with its reason.
public struct Engine: ~Copyable {
  public init(configuration: EngineConfiguration, format: InputFormat, messageLogBytes: Int = 0) {}

  /// Judges the records in `bytes`; a record may be cut by the end anywhere and goes on in the next call.
  ///
  /// - Parameters:
  ///   - limit: Stop before the first record whose own time lies after this moment (paced replay).
  ///   - maxRecords: Stop after this many records.
  /// - Returns: How many bytes were taken; the caller gives the rest again. All of them, unless a limit stopped it.
  @discardableResult
  public mutating func consume(_ bytes: UnsafeRawBufferPointer, until limit: Stamp = .init(nanoseconds: .max), maxRecords: Int = .max) -> Int { bytes.count }

  /// The input has ended: judges what is still cut, closes the last second.
  public mutating func finish() {}

  /// Hands over the events since the last call, in stream order.
  public mutating func takeEvents() -> [Event] { [] }

  /// The order-sensitive 64-bit hash over every record, every event and the window state.
  public var digest: UInt64 { 0 }

  /// The largest arrival (or event) time so far.
  public var streamTime: Stamp { .unknown }

  /// The time of the record that `until:` held back; unknown when none is held back.
  public var nextRecordTime: Stamp { .unknown }

  public var counters: Counters { Counters() }

  /// A picture of the plant for `query`.
  public mutating func snapshot(for query: Query) -> Snapshot { Snapshot() }

  /// The engine's whole state as bytes: a checkpoint to seek back to. The message log is not part of it.
  public func image() -> [UInt8] { [] }

  /// Restores an image made by an engine of the same configuration; false when it does not fit.
  public mutating func restore(image: [UInt8]) -> Bool { false }
}
