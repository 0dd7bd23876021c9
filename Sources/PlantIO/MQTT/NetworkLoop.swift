import Glibc
import PlantCore

/// Connects, receives and comes back: the body of the network thread. Confined to it.
final class NetworkLoop: MosquittoDelegate {
  let options: BrokerOptions
  let feed: LiveFeed
  let stop: StopFlag
  let writer: RingWriter
  private let answers: HeldAnswers
  /// What is asked for; MQTT 3.1.1 may subscribe to wider ones.
  let filters: [String]
  private let clientID: String
  private var backoff = Backoff()
  /// Brokers that answered like an MQTT 3.1.1 broker.
  private var oldBrokers: Set<BrokerURL> = []
  /// With a persistent session the client's own half of it: QoS 2 messages half delivered.
  private var keptClients: [BrokerURL: MosquittoClient] = [:]
  /// Filters to check each message against; empty when every message delivered is wanted.
  private var localFilters: [String] = []
  /// Whether messages carry the identifier of their subscription, one more than the index into `filters`.
  private var usesIdentifiers = false
  /// Filters by the message ids of their subscriptions.
  private var requestedFilters: [Int32: String] = [:]
  /// Filters that the broker refused: no copy of a message comes by them.
  private var refusedFilters: Set<String> = []
  /// Whether the broker may still refuse the TLS handshake that is finished on our side.
  private var awaitsVerdict = false
  private static let crowd = 16
  private static let gathering = 500 * Interval.microsecond
  /// Whether the recording says that there is no feed.
  private var isAbsenceTold = false
  /// Connections in a row that the broker accepted and dropped within five seconds.
  private var shortLives = 0
  private static let shortLivesOfATakeOver = 3

  init(options: BrokerOptions, feed: LiveFeed, stop: StopFlag) {
    self.options = options
    self.feed = feed
    self.stop = stop
    writer = RingWriter(feed: feed)
    answers = HeldAnswers(feed.gate)
    filters = TopicFilters.filters(for: options.topics)
    clientID = options.clientID ?? BrokerOptions.defaultClientID()
  }

  /// Tries the brokers in turn until stopped, or until another client has taken the session over.
  func run() {
    defer { writer.idle() }
    var index = 0
    while !stop.isRaised {
      let url = options.urls[index % options.urls.count]
      switch attempt(url) {
      case .stopped: return
      case .takenOver:
        let why = "another client with the id '\(clientID)' took the session over; not coming back"
        report(.ended, why, failure: why)
        return
      case .lost(let why, let wasUp):
        tellAbsence(why)
        if wasUp { backoff.reset() }
        index += 1
        // After a connection that stood, and after each round through all brokers, take a breath.
        if wasUp || index % options.urls.count == 0 { pause(after: "\(url): \(why)") } else { note(failure: why) }
      }
    }
  }

  /// Records that there is no feed, once until there is one again: judged, it is one alarm however often we try.
  private func tellAbsence(_ why: String) {
    guard !isAbsenceTold else { return }
    isAbsenceTold = true
    writer.control("disconnected", "{\"why\":\(JSONObject.quoted(why))}", kind: .disconnected)
  }

  private enum Ending {
    case stopped, takenOver
    case lost(String, wasUp: Bool)
  }

  private func attempt(_ url: BrokerURL) -> Ending {
    feed.update { $0.attempts += 1 }
    report(.lookingUp, "looking up \(url.host)")
    if let failure = NameLookup.failure(host: url.host) { return ended(failure) }
    if stop.isRaised { return .stopped }

    let fresh: TLSContext?
    do { fresh = url.isSecure ? try TLSContext(options: options, host: url.host) : nil } catch {
      return ended(String(describing: error))
    }
    let isVersion5 = !oldBrokers.contains(url)
    let client = client(for: url, tls: fresh, isVersion5: isVersion5)
    let tls = client.tls
    report(.connecting, "connecting to \(url)")
    // What was not answered the broker sends again.
    answers.forget()
    Deadline.arm(milliseconds: 10_000)
    let code = client.connect(host: url.host, port: url.port)
    let failedWith = errno
    Deadline.arm(milliseconds: 0)
    if stop.isRaised { return .stopped }
    guard code == .success else { return ended(words(for: code, errno: failedWith, client, tls)) }

    if let failure = handshake(client, tls, url) { return failure }
    return receive(client, tls, url)
  }

  /// Waits for TLS and CONNACK; nil when the broker has said yes.
  private func handshake(_ client: MosquittoClient, _ tls: TLSContext?, _ url: BrokerURL) -> Ending? {
    awaitsVerdict = tls != nil
    report(tls == nil ? .handshaking : .securing, tls == nil ? "saying hello to \(url)" : "TLS with \(url)")
    let deadline = SystemClock.sinceBoot() + 15 * Interval.second
    while client.connectReason == nil {
      if tls?.isDone == true, feed.status.stage == .securing { report(.handshaking, "saying hello to \(url)") }
      if stop.isRaised { return .stopped }
      let code = pump(client)
      if client.connectReason != nil { break }
      if code != .success {
        let why = words(for: code, errno: errno, client, tls)
        let isUnexplained = tls?.failure.isEmpty ?? true
        if isUnexplained { switchVersion(url, wasVersion5: client.options.isVersion5) }
        return ended(isUnexplained ? unexplained(why, tls) : why)
      }
      if SystemClock.sinceBoot() > deadline { return ended("no answer to CONNECT within 15 s") }
    }
    guard let reason = client.connectReason, reason != 0 else { return nil }
    if client.options.isVersion5 && (reason == 132 || reason == 1) {
      oldBrokers.insert(url)
      return attempt(url)
    }
    return ended("the broker refused: " + ConnectReason.words(reason, isVersion5: client.options.isVersion5))
  }

  /// Receives until the connection ends.
  private func receive(_ client: MosquittoClient, _ tls: TLSContext?, _ url: BrokerURL) -> Ending {
    let version = client.options.isVersion5 ? "MQTT 5" : "MQTT 3.1.1"
    let since = SystemClock.sinceBoot()
    feed.hasConnected.store(true, ordering: .relaxed)
    feed.firstEnd.store((tls?.end ?? .unknown).nanoseconds, ordering: .relaxed)
    report(.subscribing, "connected to \(url) (\(version)), subscribing", failure: "")
    var subscriptions = Subscriptions(subscribe(client))
    writer.control(
      "connected", "{\"broker\":\(JSONObject.quoted(url.description)),\"protocol\":\"\(version)\"}", kind: .connected)
    isAbsenceTold = false
    let receivedBefore = writer.received
    var hasData = false
    var nextHousekeeping = SystemClock.sinceBoot() + Interval.second
    var code = MosquittoCode.success
    while code == .success {
      if stop.isRaised {
        leave(client)
        writer.control("disconnected", "{\"why\":\"stopped\"}", kind: .disconnected)
        return .stopped
      }
      code = pump(client)
      if subscriptions.take(client.granted) {
        report(.subscribedSilent, subscriptions.words(hasWaited: false), failure: subscriptions.failure)
      }
      if !hasData && writer.received != receivedBefore && subscriptions.isAnswered {
        hasData = true
        report(.receiving, "receiving from \(url) (\(version))", failure: subscriptions.failure)
      }
      let now = SystemClock.sinceBoot()
      if now >= nextHousekeeping {
        nextHousekeeping = now + Interval.second
        writer.idle()
        if code == .success { code = client.housekeeping() }
        if subscriptions.isAnswered && !hasData && now - since > 10 * Interval.second {
          feed.update { $0.text = subscriptions.words(hasWaited: true) }
        }
      }
    }
    let isTakenOver = client.disconnectReason == 142
    let why =
      isTakenOver
      ? "another client with the id '\(clientID)' took the session over"
      : words(for: code, errno: errno, client, tls)
    tellAbsence(why)
    if isTakenOver { return .takenOver }
    let wasUp = SystemClock.sinceBoot() - since > 5 * Interval.second
    // Old brokers close a session that was taken over without saying so. A broker that is well, takes us back each time
    // and drops us again at once, with an id of our own choosing: that is another client with the same id.
    shortLives = wasUp || options.clientID == nil ? 0 : shortLives + 1
    if shortLives >= Self.shortLivesOfATakeOver { return .takenOver }
    return .lost(
      wasUp || options.clientID == nil ? why : why + "; does another client use the id '\(clientID)'?", wasUp: wasUp)
  }

  private func unexplained(_ why: String, _ tls: TLSContext?) -> String {
    let guess =
      tls == nil
      ? "; is this a TLS port? (mqtts://)"
      : options.certificateFile == nil
        ? "; does it require a client certificate?" : "; is our client certificate accepted there?"
    return "the broker closed the connection before it answered (\(why))" + guess
  }

  private func ended(_ why: String) -> Ending {
    shortLives = 0
    return stop.isRaised ? .stopped : .lost(why, wasUp: false)
  }

  private func client(for url: BrokerURL, tls: TLSContext?, isVersion5: Bool) -> MosquittoClient {
    if !options.isCleanSession, let kept = keptClients[url], kept.options.isVersion5 == isVersion5 { return kept }
    let client = MosquittoClient(
      options: .init(
        id: clientID, isCleanSession: options.isCleanSession, isVersion5: isVersion5,
        user: url.user.isEmpty ? options.user : url.user, password: options.password, sessionExpiry: 86_400,
        keepAlive: options.keepAlive),
      tls: tls, delegate: self)
    if !options.isCleanSession { keptClients[url] = client }
    return client
  }

  private func switchVersion(_ url: BrokerURL, wasVersion5: Bool) {
    if wasVersion5 { oldBrokers.insert(url) } else { oldBrokers.remove(url) }
  }

  /// Subscribes to every filter; in the order of `filters`, nil where the request could not be queued.
  private func subscribe(_ client: MosquittoClient) -> [(filter: String, message: Int32?)] {
    (requestedFilters, refusedFilters) = ([:], [])
    usesIdentifiers = client.hasSubscriptionIdentifiers && filters.count > 1
    let wanted = client.hasSubscriptionIdentifiers ? filters : TopicFilters.disjoint(filters)
    localFilters = wanted == filters ? [] : filters
    return wanted.enumerated().map { index, filter in
      let message = client.subscribe(filter, qos: options.qos, identifier: usesIdentifiers ? UInt32(index + 1) : 0)
      if let message { requestedFilters[message] = filter }
      return (filter, message)
    }
  }

  /// One turn: waits for the socket, reads all there is, then writes what that made necessary.
  private func pump(_ client: MosquittoClient) -> MosquittoCode {
    let socket = client.socket
    guard socket >= 0 else { return .noConnection }
    let mayAnswer = answers.mayBeSent()
    let writes = client.wantsToWrite && mayAnswer ? Int16(POLLOUT) : 0
    var entries = [
      pollfd(fd: socket, events: Int16(POLLIN) | writes, revents: 0),
      pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mayAnswer ? -1 : answers.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard unsafe poll(&entries, 3, 1000) > 0 else { return .success }
    var code = MosquittoCode.success
    if entries[0].revents & ~Int16(POLLOUT) != 0 {
      // The library takes one packet a call. While packets come, the next call costs less than another poll.
      var packets = 0
      for _ in 0..<256 {
        let before = client.progress
        code = client.read()
        if code != .success || client.progress == before { break }
        packets += 1
      }
      answers.hold(upTo: feed.ring.published)
      feed.notify()
      // Where packets come in crowds, a reader that sleeps and wakes for each of them costs the broker more than the
      // packets do: let the next crowd gather.
      if packets >= Self.crowd { Worker.rest(nanoseconds: Self.gathering) }
    }
    if code == .success && client.wantsToWrite && answers.mayBeSent() {
      if awaitsVerdict, client.tls?.isDone == true { code = hearVerdict(client) }
      if code == .success { code = client.write() }
      answers.sent()
    }
    return code
  }

  /// Says goodbye, with the answers that may be given.
  private func leave(_ client: MosquittoClient) {
    feed.notify()
    answers.settle()
    client.disconnect()
    if answers.mayBeSent() { _ = client.write() }
  }

  /// TLS 1.3 ends our half of the handshake before the broker has looked at our certificate. Were CONNECT sent at
  /// once, its arrival at a socket already closed would wipe out the alert that says why: listen first. A broker
  /// that is content sends its session tickets now, so this costs one round trip.
  private func hearVerdict(_ client: MosquittoClient) -> MosquittoCode {
    awaitsVerdict = false
    let isReadable = waitReadable(client.socket, stop.descriptor, nanoseconds: 300 * Interval.millisecond)[0]
    return isReadable ? client.read() : .success
  }

  // At once, not at the end of a turn: what a granted subscription brings may come in the same breath.
  func clientDidSubscribe(message: Int32, quality: Int32) {
    if quality >= 128, let filter = requestedFilters[message] { refusedFilters.insert(filter) }
  }

  func clientDidReceive(
    topic: UnsafePointer<CChar>, payload: UnsafeRawBufferPointer, qos: Int32, isRetained: Bool, subscription: UInt32
  ) {
    if usesIdentifiers && subscription > 1 {
      // A copy for a later subscription, when an earlier one brings it too: that one's copy counts.
      for filter in filters.prefix(Int(subscription) - 1) where !refusedFilters.contains(filter) {
        if unsafe MosquittoLibrary.matches(filter: filter, topic: topic) { return }
      }
    }
    if !localFilters.isEmpty {
      guard localFilters.contains(where: { unsafe MosquittoLibrary.matches(filter: $0, topic: topic) }) else { return }
    }
    if qos > 0 { answers.isOwed() }
    unsafe writer.message(
      topic: UnsafeRawBufferPointer(start: topic, count: strlen(topic)), payload: payload, qos: qos,
      isRetained: isRetained)
  }

  private func pause(after why: String) {
    let wait = backoff.next()
    let until = SystemClock.sinceBoot() + wait
    report(.backoff, why, failure: why)
    feed.update { [moment = feed.clock.now() + wait] in $0.retryAt = moment }
    while !stop.isRaised {
      let left = until - SystemClock.sinceBoot()
      if left <= 0 { break }
      _ = waitReadable(stop.descriptor, nanoseconds: min(left, Interval.second))
      writer.idle()
    }
    feed.update { $0.retryAt = .unknown }
  }

  private func note(failure: String) { feed.update { $0.failure = failure } }

  private func report(_ stage: ConnectionStatus.Stage, _ text: String, failure: String? = nil) {
    feed.update { [now = feed.clock.now()] in
      if $0.stage != stage { $0.since = now }
      $0.stage = stage
      $0.text = text
      if let failure { $0.failure = failure }
    }
    feed.notify()
  }

  private func words(
    for code: MosquittoCode, errno number: Int32, _ client: MosquittoClient, _ tls: TLSContext?
  ) -> String {
    if let failure = tls?.failure, !failure.isEmpty { return failure }
    if let reason = client.disconnectReason, reason >= 128 {
      return "the broker ended the connection: " + ConnectReason.words(reason, isVersion5: true)
    }
    switch code {
    case .errno where number == EINTR: return "no answer within 10 s"
    case .errno: return errorText(number).lowercased()
    case .tls:
      return client.lastError.isEmpty ? "the TLS handshake failed" : "TLS: " + client.lastError
    case .keepAlive: return "the broker fell silent"
    case .connectionLost, .noConnection: return "the connection was closed"
    default: return MosquittoLibrary.text(code)
    }
  }
}
