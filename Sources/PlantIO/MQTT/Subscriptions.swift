/// What the broker answered to each subscription.
struct Subscriptions {
  private var waiting: [Int32: String]
  private var granted: [String] = []
  private var refused: [String] = []

  init(_ requests: [(filter: String, message: Int32?)]) {
    waiting = [:]
    for request in requests {
      if let message = request.message { waiting[message] = request.filter } else { refused.append(request.filter) }
    }
  }

  /// Whether every subscription has been answered.
  var isAnswered: Bool { waiting.isEmpty }

  /// Takes the answers that have come; true when these were the last.
  mutating func take(_ answers: [Int32: Int32]) -> Bool {
    guard !waiting.isEmpty else { return false }
    for (message, quality) in answers {
      guard let filter = waiting.removeValue(forKey: message) else { continue }
      if quality >= 128 { refused.append(filter) } else { granted.append(filter) }
    }
    return waiting.isEmpty
  }

  /// Which subscriptions were refused, in words; empty when none was.
  var failure: String {
    refused.isEmpty ? "" : "the broker refused the subscription to " + refused.sorted().joined(separator: ", ")
  }

  /// The state of a connection on which nothing has come yet.
  func words(hasWaited: Bool) -> String {
    if granted.isEmpty { return failure }
    let topics = "subscribed to " + granted.sorted().joined(separator: ", ")
    return hasWaited
      ? topics + ", but nothing arrives: nobody publishes, or an access rule of the broker holds it back"
      : topics + ", nothing has arrived yet"
  }
}
