import PlantCore
import Testing

/// What an operator does at one engine, done at another that judges the same plant and began earlier or later.
@Suite("Actions shared between engines")
struct SharedActionTests {
  private static let press = AlarmSubject.limit(device: "press-07", sensor: "temperature", isHigh: true)
  private static let anna = OperatorNote(by: "anna pts/3", why: "")
  /// When all of it is asked: ten seconds after the scripts begin, by an engine's own clock.
  private func now(ahead seconds: Int = 0) -> Stamp {
    Stamp(seconds: CaptureScript.start + 10 + Int64(seconds))
  }

  /// An engine that has heard these temperatures, one a second from `second` on.
  private func engine(_ values: [Double], from second: Int = 1) -> Engine {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    for (offset, value) in values.enumerated() {
      script.reading(Double(second + offset) + 0.5, "press-07", "temperature", value)
    }
    script.ticks(1...second + values.count)
    script.sort()
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 100
    var judging = Engine(configuration: configuration, format: .capture)
    Self.feed(&judging, script.text)
    return judging
  }

  private static func feed(_ engine: inout Engine, _ text: String) {
    unsafe Array(text.utf8).withUnsafeBytes { _ = unsafe engine.consume($0) }
  }

  private func act(_ engine: inout Engine, _ action: OperatorAction, second: Double) {
    var script = CaptureScript()
    script.line("action", second, ActionLine.json(action, OperatorNote(by: "anna", why: "seen")))
    Self.feed(&engine, script.text)
  }

  private func rows(_ judging: inout Engine) -> [AlarmRow] {
    var query = Query()
    query.alarmCount = 10
    return judging.snapshot(for: query).operatorAlarms.rows.filter { $0.device != nil }
  }

  /// Why an action does not fit an engine that has heard these temperatures.
  private func refusal(_ shared: SharedAction, _ values: [Double]) -> OperationRefusal {
    let judging = engine(values)
    return judging.fitting(shared, now: now()).refusal
  }

  /// The acknowledgement of what an engine that has heard these temperatures shows first.
  private func acknowledged(_ values: [Double], from second: Int = 1, ahead: Int = 0) throws -> SharedAction {
    var judging = engine(values, from: second + ahead)
    let first = rows(&judging).first
    let row = try #require(first)
    let shared = judging.shared(.acknowledge(row.reference), Self.anna, now: now(ahead: ahead))
    return try #require(shared)
  }

  @Test("an acknowledgement finds its alarm where announcements have other numbers")
  func otherNumbers() throws {
    // One has seen an episode before that the other has not.
    let shared = try acknowledged([95], from: 7)
    var elder = engine([95, 50, 50, 50, 50, 50, 95])
    let first = rows(&elder).first
    let known = try #require(first).reference
    #expect(shared.action != .acknowledge(known))
    let read = try #require(SharedAction(json: shared.json))
    #expect(read == shared)
    let fitting = elder.fitting(read, now: now())
    #expect(fitting.action == .acknowledge(known) && fitting.refusal == .none)
  }

  @Test("programs whose clocks differ, since one began before the wall clock was stepped, mean the same alarm")
  func otherClocks() throws {
    let same = try acknowledged([95], from: 7, ahead: 3600)
    #expect(refusal(same, [50, 50, 50, 50, 50, 50, 95]) == .none)
    let earlier = try acknowledged([95, 50, 50, 50, 50, 50, 50], ahead: 3600)
    #expect(refusal(earlier, [95, 50, 50, 50, 50, 50, 95]) == .hasChanged)
  }

  @Test("who was away, and dates an alarm by when it heard of it, takes the action once it has stood for a while")
  func heardLate() throws {
    let shared = try acknowledged([95])
    let settled = engine([95], from: 4)
    let late = settled.fitting(shared, now: now()).refusal
    let fresh = engine([95], from: 6)
    let new = fresh.fitting(shared, now: now()).refusal
    #expect(late == .none && new == .hasChanged)
  }

  @Test("what was announced again since, or is so already, is not done")
  func changed() throws {
    let shared = try acknowledged([95, 50, 50])
    #expect(refusal(shared, [95, 50, 50]) == .none && refusal(shared, [50]) == .unknownAlarm)
    #expect(refusal(shared, [95, 50, 50, 50, 50, 50, 95]) == .hasChanged)
    // Within the two seconds that two programs may differ by, a more urgent call is another.
    #expect(refusal(try acknowledged([95]), [95, 105]) == .hasChanged)
    var done = engine([95, 50, 50])
    act(&done, shared.action, second: 4.5)
    let again = done.fitting(shared, now: now()).refusal
    #expect(again == .nothingToDo)
    // An alarm that is no longer the one that was drawn is not asked for at all.
    let later = engine([95, 50, 50, 50, 50, 50, 95])
    let stale = later.shared(shared.action, Self.anna, now: now())
    #expect(stale == nil)
  }

  @Test(
    "what was done alone finds an alarm that the other announces later, and is not asked for when it is no longer so")
  func doneAlone() throws {
    var dashboard = engine([95])
    let first = rows(&dashboard).first
    let alarm = try #require(first).reference
    let made = dashboard.shared(.acknowledge(alarm), Self.anna, now: now())
    let acknowledged = try #require(made)
    let shelf = SharedAction(.shelve(alarm, nanoseconds: 600 * Interval.second), Self.anna)
    let place = SharedAction(.maintain(place: "press-07", nanoseconds: 3600 * Interval.second), Self.anna)
    for shared in [acknowledged, shelf, place] {
      let before = dashboard.standing(shared)
      #expect(before == nil, "\(shared)")
    }
    act(&dashboard, acknowledged.action, second: 2.5)
    let standing = dashboard.standing(acknowledged)
    let handed = try #require(standing)
    // A collector that came later announces the same limit now; one that calls more urgently means something else.
    #expect(refusal(handed, [50, 50, 50, 50, 50, 50, 95]) == .none)
    #expect(refusal(handed, [50, 50, 50, 50, 50, 50, 105]) == .hasChanged)
    act(&dashboard, shelf.action, second: 2.6)
    act(&dashboard, place.action, second: 2.7)
    // What is left of a length of time, not the whole of it.
    for (shared, seconds) in [(shelf, 600), (place, 3600)] as [(SharedAction, Int64)] {
      let left = dashboard.standing(shared)
      switch try #require(left).action {
      case .shelve(_, let span), .maintain(_, let span):
        #expect(span <= seconds * Interval.second && span > (seconds - 5) * Interval.second)
      default: Issue.record("another action")
      }
    }
    act(&dashboard, .endMaintenance(place: "press-07"), second: 2.8)
    let ended = dashboard.standing(place)
    #expect(ended == nil)
  }

  @Test("who joins is told what somebody holds")
  func standing() throws {
    var collector = engine([95])
    let first = rows(&collector).first
    let alarm = try #require(first).reference
    act(&collector, .acknowledge(alarm), second: 2.5)
    act(&collector, .shelve(alarm, nanoseconds: 600 * Interval.second), second: 2.6)
    act(&collector, .maintain(place: "press-07", nanoseconds: 3600 * Interval.second), second: 2.7)
    let standing = collector.standingActions(now: now())
    #expect(standing.count == 3)
    var dashboard = engine([95])
    for shared in standing {
      let read = try #require(SharedAction(json: shared.json))
      let fitting = dashboard.fitting(read, now: now())
      #expect(read.note.by == "anna" && fitting.refusal == .none, "\(read)")
      act(&dashboard, fitting.action, second: 2.8)
    }
    let (here, there) = (rows(&dashboard), rows(&collector))
    #expect(here.map(\.state) == there.map(\.state) && here.map(\.overlay) == there.map(\.overlay))
    let again = standing.map { dashboard.fitting($0, now: now()).refusal }
    #expect(again.allSatisfy { $0 == .nothingToDo }, "\(again)")
  }
}
