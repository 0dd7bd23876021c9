import PlantCore

/// Why the picture as a whole is not to be taken as it is; nil while all is well.
struct Trouble: Equatable {
  var text: String
  /// Whether values may have changed without anybody seeing it: everything is then drawn as old.
  var isBlind: Bool
  var role: Role

  init?(_ snapshot: Snapshot) {
    let session = snapshot.session
    if let stalled = session.engineStalled {
      self.init("ENGINE STANDS STILL for \(Durations.long(stalled)): nothing below is judged")
      return
    }
    if let trial = session.replay?.trial {
      self.init(Self.words(trial, isWhole: session.replay?.scanned == 1), role: .replay)
      return
    }
    let connection = session.connection
    let feed = snapshot.alarms.first { $0.name == .feed }
    let since =
      connection.lastMessage.isKnown
      ? ", last message " + connection.lastMessage.timeOfDay(offsetSeconds: session.zoneOffsetSeconds) : ""
    switch connection.stage {
    case .none: return nil
    case .receiving:
      guard let feed, feed.state == .alarm else { return nil }
      self.init("NO MESSAGES\(since): every value below may be old")
    case .subscribedSilent where connection.lastMessage.isKnown:
      self.init("CONNECTED AGAIN, no message yet\(since): every value below may be old")
    case .subscribedSilent:
      self.init("subscribed, no message yet: do the topics match, may this user read them?", role: .advisory)
    case .backoff:
      let why = connection.failure.isEmpty ? connection.text : connection.failure
      var retry = ""
      if connection.retryAt.isKnown, session.now.isKnown {
        // Rounded up: it never says 0 s while it still waits.
        let seconds = max(0, (connection.retryAt - session.now + Interval.second - 1) / Interval.second)
        retry = ", retry in \(seconds) s"
      }
      self.init("NO CONNECTION: \(why)\(retry)\(since)")
    case .ended:
      self.init("NO CONNECTION: \(connection.failure.isEmpty ? connection.text : connection.failure)\(since)")
    case .lookingUp, .connecting, .securing, .handshaking, .subscribing:
      let last = connection.failure.isEmpty ? "" : " (\(connection.failure))"
      self.init("NOT CONNECTED: \(Self.words(connection))\(last)\(since)")
    }
  }

  private init(_ text: String, role: Role = .alarm2) {
    self.text = text
    self.role = role
    isBlind = role != .advisory && role != .replay
  }

  private static func words(_ trial: TrialStatus, isWhole: Bool) -> String {
    let soFar = isWhole ? "" : " so far"
    let (after, before) = (trial.after, trial.before)
    return "WHAT IF: \(after.episodes) anomalies\(soFar), \(after.urgent) calls of priority 1; without it "
      + "\(before.episodes), \(before.urgent). \(trial.text) (:limit reset)"
  }

  /// The stage in words, where the session gives none.
  static func words(_ connection: ConnectionStatus) -> String {
    guard connection.text.isEmpty else { return connection.text }
    return switch connection.stage {
    case .none: ""
    case .lookingUp: "looking up the broker"
    case .connecting: "connecting"
    case .securing: "securing the connection"
    case .handshaking: "waiting for the broker's answer"
    case .subscribing: "subscribing"
    case .subscribedSilent: "subscribed, no message yet"
    case .receiving: "connected"
    case .backoff: "waiting to try again"
    case .ended: "given up"
    }
  }

  /// The banner under the alarm strip.
  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    canvas.fill(area, with: " ", role: role, attributes: .reverse)
    let room = area.width - 2
    // The reason is what the operator needs: the last message's time goes first, then the broker's name, then when it
    // is tried again; a reason that is still too long is cut, never left out.
    let short = text.components(upTo: ", last message")
    let nameless = Self.withoutURL(short)
    let reason = nameless.components(upTo: ", retry in")
    let fitting = [text, short, nameless, reason].first { CleanText.width(of: $0) <= room } ?? reason
    canvas.write(fitting, x: area.x + 1, y: area.y, limit: room, role: role, attributes: [.reverse, .bold])
  }

  /// The text without the broker's URL before the reason.
  private static func withoutURL(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    return words.filter { !($0.hasPrefix("mqtt") && $0.contains("://") && $0.hasSuffix(":")) }.joined(separator: " ")
  }
}

extension String {
  /// What stands before the first `mark`; everything without one.
  fileprivate func components(upTo mark: String) -> String {
    guard let range = firstRange(of: mark) else { return self }
    return String(self[..<range.lowerBound])
  }
}
