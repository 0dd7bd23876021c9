import PlantCore
import Synchronization

/// What is told to whom, beyond the screen; nothing unless configured.
public struct NotifyOptions: Sendable {
  /// A program and its arguments; empty for none. The first is an absolute path.
  public var command: [String] = []
  /// The program for a priority 1 that nobody has acknowledged in time; empty for `command` once more.
  public var escalate: [String] = []
  /// Alarms of this priority and more urgent ones are told.
  public var priority = 2
  /// How long the program may take, in nanoseconds.
  public var timeout = 10 * Interval.second
  /// In any minute no more than these are told one by one; the others become one summary.
  public var perMinute = 10
  /// A topic that alarms are published to; nil for none.
  public var topic: String?
  /// A topic that hears every 30 s that we live, and from the broker when we do not; nil for none.
  public var heartbeat: String?
  public var plant = ""

  public init() {}

  /// Whether anybody is told anything.
  var isOn: Bool { tellsAlarms || heartbeat != nil }

  /// Whether anybody is told of alarms.
  var tellsAlarms: Bool { !command.isEmpty || !escalate.isEmpty || topic != nil }

  /// Refuses to publish what this session would hear itself, as messages that are no readings.
  ///
  /// - Throws: `SetupError` with the topic and the filter that covers it.
  public func refuseEcho(of topics: [String]) throws(SetupError) {
    for (key, topic) in [("topic", topic), ("heartbeat", heartbeat)] {
      guard let topic, let filter = TopicFilters.filters(for: topics).first(where: { TopicFilters.covers($0, topic) })
      else { continue }
      throw SetupError(
        "[notify] \(key) = \"\(topic)\"", "is among the topics that are watched, by \(filter)",
        fix: "publish elsewhere, or watch fewer topics")
    }
  }
}

/// Tells alarms to a program and to a broker, on threads of its own; never in a replay.
///
/// In a flood a summary stands for what the limit on
/// the rate holds back.
final class Notifier: Sendable {
  /// At most this many wait; further ones are only counted into the summary.
  static let queueLimit = 200

  private struct State: Sendable {
    var heldBack: [Notification] = []
    /// When the last ones were told, within a minute.
    var told: [Int64] = []
  }

  private let state = Mutex(State())
  private let wake = WakeUp()
  private let stop = StopFlag()
  private let options: NotifyOptions
  private let worker = Mutex<Worker?>(nil)
  private let publisher: AlarmPublisher?
  /// A program that hangs must not keep the escalation from another one: each has a thread.
  private let usual: Teller?
  private let escalation: Teller?

  /// - Parameter brokers: Where to publish; nil where there is no broker.
  init(_ options: NotifyOptions, brokers: BrokerOptions?) {
    self.options = options
    publisher =
      options.topic == nil && options.heartbeat == nil ? nil : brokers.map { AlarmPublisher(options, brokers: $0) }
    usual = options.command.isEmpty ? nil : Teller(options.command, options)
    escalation = options.escalate.isEmpty ? nil : Teller(options.escalate, options)
    worker.withLock { $0 = Worker(name: "notifier") { self.run() } }
  }

  /// Takes what a session's events call for. The engine's thread.
  func add(_ events: [Event]) {
    for event in events {
      guard let notification = Notification(event), notification.priority <= options.priority else { continue }
      add(notification)
    }
  }

  /// Tells everybody that nothing has happened: the way to them is tried.
  func test(by person: String) {
    add(Notification(.test, priority: 3, at: SystemClock.wall(), text: "lamp test by \(person): nothing has happened"))
  }

  /// Whether anybody is told of alarms.
  var tellsAlarms: Bool { options.tellsAlarms }

  /// Why the last one could not be told; empty when all is well.
  var failure: String {
    [usual?.failure, escalation?.failure, publisher?.failure].compactMap { $0 }.first { !$0.isEmpty } ?? ""
  }

  /// How many the programs took.
  var sent: Int { (usual?.sent ?? 0) + (escalation?.sent ?? 0) }

  /// Tells what waits, for two seconds at most.
  func end() {
    usual?.end()
    escalation?.end()
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 2 * Interval.second)
    publisher?.end()
  }

  private func add(_ notification: Notification) {
    let now = SystemClock.sinceBoot()
    let teller = teller(for: notification.kind)
    let isTold = state.withLock { [options] state in
      state.told.removeAll { now - $0 > Interval.minute }
      // What nobody has acknowledged is told in a flood, too: there it is needed most.
      let isUrgent = notification.kind == .overdue
      guard isUrgent || state.told.count < options.perMinute, teller?.count ?? 0 < Self.queueLimit else {
        if state.heldBack.count < 10_000 { state.heldBack.append(notification) }
        return false
      }
      if !isUrgent { state.told.append(now) }
      return true
    }
    if isTold {
      publisher?.publish(notification)
      teller?.put(notification)
    }
    wake.signal()
  }

  /// The summary of what was held back, once the limit allows one.
  private func summarise() {
    let now = SystemClock.sinceBoot()
    let summary = state.withLock { [options] state -> Notification? in
      state.told.removeAll { now - $0 > Interval.minute }
      guard let first = state.heldBack.first, state.told.count < options.perMinute,
        usual?.count ?? 0 < Self.queueLimit
      else { return nil }
      var summary = Notification(
        .summary, priority: state.heldBack.map(\.priority).min() ?? 2, at: SystemClock.wall(),
        text: "\(state.heldBack.count) more alarms since \(first.at.iso8601), the first: \(first.device) \(first.text)")
      summary.device = first.device
      state.heldBack = []
      state.told.append(now)
      return summary
    }
    if let summary {
      publisher?.publish(summary)
      usual?.put(summary)
    }
  }

  private func run() {
    while !stop.isRaised {
      summarise()
      let holdsBack = state.withLock { !$0.heldBack.isEmpty }
      _ = waitReadable(wake.descriptor, stop.descriptor, nanoseconds: holdsBack ? Interval.second : Interval.hour)
      wake.clear()
    }
  }

  private func teller(for kind: Notification.Kind) -> Teller? { kind == .overdue ? escalation ?? usual : usual }
}
