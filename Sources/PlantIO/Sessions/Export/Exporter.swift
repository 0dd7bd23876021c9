import Glibc
import PlantCore

/// A capture that was written for a bundle, and what the rest of the bundle is made of.
public struct ExportedCapture: Sendable {
  /// The capture's name in every bundle.
  public static let fileName = "incident.capture.zst"

  /// The bundle's folder, and the capture in it.
  public var folder: String
  public var path: String
  public var order: ExportOrder
  /// What the capture was judged by.
  public var configuration: EngineConfiguration
  /// Notes about its time, with their moments: also those that were left later, and are no records of the capture.
  public var notes: [(at: Stamp, text: String)]
}

/// Completes a bundle; called on the export's thread.
public typealias ExportSink = @Sendable (ExportedCapture) throws(SetupError) -> Void

/// Writes bundles on a thread of its own, one after the other: nothing of it holds back judgement.
///
/// Asked by the engine's thread.
final class Exporter {
  private let sink: ExportSink?
  private let notices: NoticeBoard
  /// Wakes the engine's thread when there is something to say.
  private let told: WakeUp
  private var worker: Worker?

  init(_ sink: ExportSink?, _ notices: NoticeBoard, told: WakeUp) {
    self.told = told
    self.sink = sink
    self.notices = notices
  }

  /// Begins to write; `source` is nil where there is nothing.
  func begin(_ order: ExportOrder, _ source: ExportSource?) {
    guard let sink else { return notices.add("an export needs a screen to ask for it", isWarning: true) }
    guard let source else { return notices.add("nothing is held that could be exported", isWarning: true) }
    guard worker?.join(nanoseconds: 0) ?? true else {
      return notices.add("an export is being written: ask again when it is done", isWarning: true)
    }
    notices.add("exporting to \(order.folder)", isWarning: false)
    worker = Worker(name: "export") { [notices, told] in
      defer { told.signal() }
      do throws(SetupError) {
        try Self.write(order, source, sink)
        // Who looks at an earlier moment shall know that the bundle ends there.
        let end = source.end.timeOfDay(offsetSeconds: LocalZone.at(source.end).0)
        notices.add("exported up to \(end): plantwatch --replay \(order.folder)", isWarning: false)
      } catch {
        notices.add("not exported: \(error.description)", isWarning: true)
      }
    }
  }

  /// Waits for what is being written.
  func end() { worker?.join(nanoseconds: 20 * Interval.second) }

  private static func write(_ order: ExportOrder, _ source: ExportSource, _ sink: ExportSink) throws(SetupError) {
    guard unsafe mkdir(order.folder, 0o750) == 0 else {
      throw SetupError(order.folder, "cannot be made: \(errorText(errno))", fix: ":export NAME takes another one")
    }
    let path = "\(order.folder)/\(ExportedCapture.fileName)"
    var capture = CaptureExport(source, isRedacted: order.isRedacted)
    try capture.write(to: path)
    try sink(
      ExportedCapture(
        folder: order.folder, path: path, order: order, configuration: source.configuration,
        notes: source.notes.map { ($0.at, order.isRedacted ? PlantCore.Handover.withoutName($0.note) : $0.text) }))
  }
}
