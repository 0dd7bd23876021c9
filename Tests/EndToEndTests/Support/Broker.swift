import Glibc

/// A mosquitto on a loopback port of the kernel's choice; it ends with the test.
final class Broker {
  let port: Int
  private let folder: Folder
  private var child: Child?

  /// Listens on ::1 as well.
  private let alsoListensOn6: Bool

  /// Starts it and waits until it answers.
  init(alsoListensOn6: Bool = false) async throws {
    folder = try Folder()
    self.alsoListensOn6 = alsoListensOn6
    var found: Int?
    // Between the kernel's choice and the broker's bind somebody else may take the port: choose again.
    for _ in 0..<5 where found == nil {
      let port = Loopback.freePort()
      child = try await Self.start(port, folder, alsoListensOn6)
      if child != nil { found = port }
    }
    guard let found else { throw Failure("mosquitto does not come up") }
    port = found
  }

  var url: String { "mqtt://127.0.0.1:\(port)" }
  /// Where it listens, too, when it was asked to.
  var url6: String { "mqtt://[::1]:\(port)" }

  /// Ends it as a power cut would.
  func kill() {
    child?.end()
    child = nil
  }

  /// Starts it again on the same port.
  func restart() async throws {
    child = try await Self.start(port, folder, alsoListensOn6)
    guard child != nil else { throw Failure("mosquitto does not come up again on port \(port)") }
  }

  /// Publishes one message with mosquitto_pub.
  func publish(_ topic: String, _ payload: String) throws {
    let file = try folder.write("payload", payload)
    let problem = folder.path("problem")
    let code = try Child(
      ["mosquitto_pub", "-h", "127.0.0.1", "-p", String(port), "-q", "1", "-t", topic, "-f", file], error: problem
    ).wait()
    guard code == 0 else { throw Failure("mosquitto_pub \(topic): code \(code) \(text(of: problem))") }
  }

  /// Publishes a reading as the devices do.
  func publish(device: String, _ sensor: String, _ value: Double) throws {
    try publish(
      "sensor/\(device)/data", "{\"deviceId\":\"\(device)\",\"sensorType\":\"\(sensor)\",\"value\":\(value)}")
  }

  /// Publishes each line of `text` as a message of its own.
  func publishLines(_ topic: String, _ text: String, qos: Int) throws {
    let input = try folder.write("lines", text)
    let code = try Child(
      ["mosquitto_pub", "-h", "127.0.0.1", "-p", String(port), "-q", String(qos), "-t", topic, "-l"], input: input
    ).wait()
    guard code == 0 else { throw Failure("mosquitto_pub -l \(topic): code \(code)") }
  }

  private static func start(_ port: Int, _ folder: Folder, _ alsoListensOn6: Bool) async throws -> Child? {
    // Started as root it would become another user, who may not read the configuration.
    let user = geteuid() == 0 ? "user root\n" : ""
    let file = try folder.write(
      "mosquitto.conf",
      "\(alsoListensOn6 ? "listener \(port) ::1\n" : "")listener \(port) 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest none\n\(user)"
    )
    let child = try Child(["mosquitto", "-c", file])
    let isUp = await eventually(5) { !child.isRunning || Loopback.answers(port) }
    return isUp && child.isRunning ? child : nil
  }
}

/// Ports of this machine.
enum Loopback {
  /// A port nobody listens on.
  static func freePort() -> Int {
    var port = 0
    unsafe withSocket(port: 0) { descriptor, address in
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      guard unsafe bind(descriptor, address, size) == 0 else { return }
      var bound = sockaddr_in()
      unsafe withUnsafeMutablePointer(to: &bound) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = unsafe getsockname(descriptor, $0, &size)
        }
      }
      port = Int(UInt16(bigEndian: bound.sin_port))
    }
    return port
  }

  static func answers(_ port: Int) -> Bool {
    var isAnswered = false
    unsafe withSocket(port: port) { descriptor, address in
      isAnswered = unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
    return isAnswered
  }

  private static func withSocket(port: Int, _ body: (Int32, UnsafePointer<sockaddr>) -> Void) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body(descriptor, $0) }
    }
  }
}
