import PlantCore

/// A session's end of a collector's socket: the collector's own, a dashboard's, or neither. The engine's thread.
struct ControlDesk: Sendable {
  var server: ControlServer?
  var client: ControlClient?

  /// What has come since the last call.
  func take() -> [ControlNews] { server?.take() ?? client?.take() ?? [] }

  /// Whether somebody else tells of this plant's alarms.
  var isTold: Bool { client?.tells ?? false }

  func end() {
    server?.end()
    client?.end()
  }
}

/// What a session hears through its collector's socket, whichever end it is.
enum ControlNews: Sendable {
  /// A dashboard asks for an action.
  case order(client: Int, SharedAction)
  /// A dashboard has joined; it wants the state where it begins at this moment.
  case joined(client: Int, wantsState: Bool)
  /// The collector has done this.
  case done(SharedAction)
  /// The collector was asked for this and has gone before it answered; whether it is done here.
  case unheard(SharedAction, isDone: Bool)
  /// The collector hears again, or for the first time since this dashboard began.
  case heard
  /// What there is to say.
  case notice(String, isWarning: Bool)
}
