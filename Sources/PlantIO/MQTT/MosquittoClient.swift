import CMosquitto
import Glibc

/// The library itself.
enum MosquittoLibrary {
  private static let isReady: Bool = mosquitto_lib_init() == 0

  /// Prepares the library; call before anything else.
  static func prepare() { precondition(isReady, "libmosquitto does not start") }

  static func isValid(filter: String) -> Bool { unsafe mosquitto_sub_topic_check(filter) == 0 }

  static func matches(filter: String, topic: UnsafePointer<CChar>) -> Bool {
    var result = false
    return unsafe mosquitto_topic_matches_sub(filter, topic, &result) == 0 && result
  }

  static func text(_ code: MosquittoCode) -> String { unsafe String(cString: mosquitto_strerror(code.rawValue)) }

  static func reason(_ code: Int32, isVersion5: Bool) -> String {
    unsafe String(cString: isVersion5 ? mosquitto_reason_string(code) : mosquitto_connack_string(code))
  }
}

/// A result of a call of the library.
struct MosquittoCode: RawRepresentable, Hashable {
  var rawValue: Int32
  static let success = Self(rawValue: 0)
  static let errno = Self(rawValue: MOSQ_ERR_ERRNO.rawValue)
  static let tls = Self(rawValue: MOSQ_ERR_TLS.rawValue)
  static let noConnection = Self(rawValue: MOSQ_ERR_NO_CONN.rawValue)
  static let connectionLost = Self(rawValue: MOSQ_ERR_CONN_LOST.rawValue)
  static let keepAlive = Self(rawValue: MOSQ_ERR_KEEPALIVE.rawValue)
}

/// Receives what a client's callbacks bring. Called on the thread that drives the client, inside its calls.
protocol MosquittoDelegate: AnyObject {
  func clientDidReceive(
    topic: UnsafePointer<CChar>, payload: UnsafeRawBufferPointer, qos: Int32, isRetained: Bool, subscription: UInt32)
  /// The broker's answer to the SUBSCRIBE with this message id: the granted quality, 128 and more for a refusal.
  func clientDidSubscribe(message: Int32, quality: Int32)
}

/// One `struct mosquitto`, driven by hand. Confined to one thread.
@safe final class MosquittoClient {
  struct Options {
    var id: String
    var isCleanSession = true
    var isVersion5 = true
    var user = ""
    var password: Secret?
    /// Seconds for which the broker keeps a session; only for MQTT 5.
    var sessionExpiry: UInt32 = 0
    var keepAlive: Int32 = 20
  }

  /// The answer to CONNECT; nil before it came.
  fileprivate(set) var connectReason: Int32?
  /// Whether the broker understands subscription identifiers.
  fileprivate(set) var hasSubscriptionIdentifiers = true
  /// Why the broker closed the connection, when it said so (MQTT 5).
  fileprivate(set) var disconnectReason: Int32?
  /// Granted qualities by message id of the SUBSCRIBE.
  fileprivate(set) var granted: [Int32: Int32] = [:]
  /// The library's last line about an error.
  fileprivate(set) var lastError = ""
  /// Packets that came in and reached a callback.
  fileprivate(set) var progress: UInt64 = 0
  fileprivate weak var delegate: (any MosquittoDelegate)?
  let options: Options
  private let handle: OpaquePointer
  let tls: TLSContext?

  init(options: Options, tls: TLSContext?, delegate: (any MosquittoDelegate)?) {
    MosquittoLibrary.prepare()
    self.options = options
    self.tls = tls
    self.delegate = delegate
    // With no memory left there is nothing sensible to do.
    guard let made = unsafe mosquitto_new(options.id, options.isCleanSession, nil) else {
      preconditionFailure("libmosquitto makes no client: \(errorText(Glibc.errno))")
    }
    unsafe handle = made
    unsafe mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
    unsafe mosquitto_int_option(
      handle, MOSQ_OPT_PROTOCOL_VERSION, Int32(options.isVersion5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311))
    unsafe mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, 1000)
    unsafe mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
    // Answers are queued, and written by us after the message has reached the ring.
    unsafe mosquitto_threaded_set(handle, true)
    if !options.user.isEmpty { unsafe mosquitto_username_pw_set(handle, options.user, options.password?.text) }
    if let tls {
      unsafe mosquitto_int_option(handle, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0)
      unsafe mosquitto_void_option(handle, MOSQ_OPT_SSL_CTX, tls.pointer)
    }
    unsafe mosquitto_connect_v5_callback_set(handle, whenConnected)
    unsafe mosquitto_disconnect_v5_callback_set(handle, whenDisconnected)
    unsafe mosquitto_subscribe_v5_callback_set(handle, whenSubscribed)
    unsafe mosquitto_message_v5_callback_set(handle, whenReceived)
  }

  deinit { unsafe mosquitto_destroy(handle) }

  /// Once connected the library's log has nothing to say that is worth a formatted line for each message.
  fileprivate func stopListening() { unsafe mosquitto_log_callback_set(handle, nil) }

  /// Resolves, connects, starts TLS and queues CONNECT. Blocks; a `Deadline` interrupts it for each address.
  func connect(host: String, port: Int) -> MosquittoCode {
    unsafe mosquitto_log_callback_set(handle, whenLogged)
    connectReason = nil
    disconnectReason = nil
    lastError = ""
    granted = [:]
    var properties: OpaquePointer?
    defer { unsafe mosquitto_property_free_all(&properties) }
    if options.isVersion5 && !options.isCleanSession {
      unsafe mosquitto_property_add_int32(&properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL.code, options.sessionExpiry)
    }
    tls?.begin()
    return unsafe MosquittoCode(
      rawValue: mosquitto_connect_bind_v5(handle, host, Int32(port), options.keepAlive, nil, properties))
  }

  /// For `poll`; negative without a connection.
  var socket: Int32 { unsafe mosquitto_socket(handle) }

  var wantsToWrite: Bool { unsafe mosquitto_want_write(handle) }

  func read() -> MosquittoCode { unsafe MosquittoCode(rawValue: mosquitto_loop_read(handle, 1)) }

  func write() -> MosquittoCode { unsafe MosquittoCode(rawValue: mosquitto_loop_write(handle, 1)) }

  /// Keep-alive; call about once a second.
  func housekeeping() -> MosquittoCode { unsafe MosquittoCode(rawValue: mosquitto_loop_misc(handle)) }

  /// Queues a SUBSCRIBE with a subscription identifier (0 for none).
  ///
  /// - Returns: The message id to look up in `granted`, or nil when it could not be queued.
  func subscribe(_ filter: String, qos: Int32, identifier: UInt32) -> Int32? {
    var properties: OpaquePointer?
    defer { unsafe mosquitto_property_free_all(&properties) }
    if identifier > 0 {
      unsafe mosquitto_property_add_varint(&properties, MQTT_PROP_SUBSCRIPTION_IDENTIFIER.code, identifier)
    }
    var message: Int32 = 0
    let code = unsafe mosquitto_subscribe_v5(handle, &message, filter, qos, 0, properties)
    return code == 0 ? message : nil
  }

  /// Queues a message.
  func publish(topic: String, payload: [UInt8], qos: Int32 = 0, isRetained: Bool = false) -> MosquittoCode {
    unsafe MosquittoCode(
      rawValue: mosquitto_publish(handle, nil, topic, Int32(payload.count), payload, qos, isRetained))
  }

  /// What the broker publishes, retained, when we are gone without a goodbye; before `connect`.
  func leaveWill(topic: String, payload: [UInt8]) {
    unsafe mosquitto_will_set(handle, topic, Int32(payload.count), payload, 1, true)
  }

  /// Says goodbye; the connection closes with the next `write`.
  func disconnect() { unsafe mosquitto_disconnect(handle) }
}

extension mqtt5_property {
  fileprivate var code: Int32 { Int32(rawValue) }
}

private func client(_ context: UnsafeMutableRawPointer?) -> MosquittoClient? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<MosquittoClient>.fromOpaque(context).takeUnretainedValue()
}

private func whenConnected(
  _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ reason: Int32, _: Int32, _ properties: OpaquePointer?
) {
  guard let client = unsafe client(context) else { return }
  client.connectReason = reason
  if reason == 0 { client.stopListening() }
  var isAvailable: UInt8 = 1
  unsafe mosquitto_property_read_byte(
    properties, MQTT_PROP_SUBSCRIPTION_ID_AVAILABLE.code, &isAvailable, false)
  client.hasSubscriptionIdentifiers = client.options.isVersion5 && isAvailable == 1
  client.progress &+= 1
}

private func whenDisconnected(
  _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ reason: Int32, _: OpaquePointer?
) {
  guard let client = unsafe client(context) else { return }
  // The library calls twice: with the broker's reason, then with its own code for a closed connection.
  if client.disconnectReason ?? 0 < 128 { client.disconnectReason = reason }
}

private func whenSubscribed(
  _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ message: Int32, _ count: Int32,
  _ qualities: UnsafePointer<Int32>?, _: OpaquePointer?
) {
  guard let client = unsafe client(context), count > 0, let qualities = unsafe qualities else { return }
  unsafe client.granted[message] = qualities[0]
  unsafe client.delegate?.clientDidSubscribe(message: message, quality: qualities[0])
  client.progress &+= 1
}

private func whenReceived(
  _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ message: UnsafePointer<mosquitto_message>?,
  _ properties: OpaquePointer?
) {
  guard let client = unsafe client(context), let message = unsafe message, let topic = unsafe message.pointee.topic
  else { return }
  client.progress &+= 1
  // Several identifiers mean that the broker sent one copy for several subscriptions: the lowest speaks for it.
  var identifier: UInt32 = 0
  var found: UInt32 = 0
  var next = unsafe mosquitto_property_read_varint(
    properties, MQTT_PROP_SUBSCRIPTION_IDENTIFIER.code, &found, false)
  while let property = unsafe next {
    identifier = identifier == 0 ? found : min(identifier, found)
    unsafe next = mosquitto_property_read_varint(property, MQTT_PROP_SUBSCRIPTION_IDENTIFIER.code, &found, true)
  }
  let payload = unsafe UnsafeRawBufferPointer(
    start: message.pointee.payload, count: Int(message.pointee.payloadlen))
  unsafe client.delegate?.clientDidReceive(
    topic: topic, payload: payload, qos: message.pointee.qos, isRetained: message.pointee.retain,
    subscription: identifier)
}

private func whenLogged(
  _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ level: Int32, _ text: UnsafePointer<CChar>?
) {
  guard level & Int32(MOSQ_LOG_ERR) != 0, let text = unsafe text else { return }
  unsafe client(context)?.lastError = String(cString: text)
}
