import CSystem
import Glibc
import PlantCore

/// A private mosquitto on a loopback port of the kernel's choice; it dies with this program, however that ends.
///
/// Its configuration lives in an anonymous file in memory, so nothing is left behind, not even after `kill -9`.
@safe final class DemoBroker: Sendable {
  let url: BrokerURL
  private let child: ChildProcess

  /// Starts the broker and waits until it answers.
  ///
  /// - Parameters:
  ///   - port: Listen here; nil lets the kernel choose.
  ///   - extraConfiguration: Further lines of mosquitto.conf.
  /// - Throws: `SetupError` when mosquitto is not installed or does not come up.
  init(port: Int? = nil, extraConfiguration: String = "allow_anonymous true") throws(SetupError) {
    guard let program = Self.find() else {
      throw SetupError("mosquitto", "is not installed", fix: "apt install mosquitto")
    }
    // Between the kernel's choice and the broker's bind somebody else may take the port: choose again.
    let started = try Self.startSomewhere(program, port: port, extraConfiguration)
    child = started.child
    url = started.url
  }

  var processID: Int32 { child.processID }

  /// Ends the broker and waits until it is gone.
  func end() { child.end() }

  /// Where mosquitto is; Debian keeps it in /usr/sbin, which is not in a user's PATH.
  static func find() -> String? {
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/usr/bin"]
    return folders.map { $0 + "/mosquitto" }.first { unsafe access($0, X_OK) == 0 }
  }

  private static func startSomewhere(
    _ program: String, port: Int?, _ extra: String
  ) throws(SetupError) -> (child: ChildProcess, url: BrokerURL) {
    var failure = SetupError("mosquitto", "does not start")
    for _ in 0..<5 {
      let port = port ?? freePort()
      do { return (try start(program, port: port, extra), try BrokerURL("mqtt://127.0.0.1:\(port)")) } catch {
        failure = error
      }
    }
    throw failure
  }

  private static func start(
    _ program: String, port: Int, _ extra: String
  ) throws(SetupError) -> ChildProcess {
    let file = unsafe plant_memory_file("plantwatch-broker")
    guard file >= 0 else { throw SetupError("mosquitto", "no memory for its configuration") }
    defer { close(file) }
    // Started as root it would become the user mosquitto, and the kernel would forget to end it with us.
    let user = geteuid() == 0 ? "user root\n" : ""
    let text = "listener \(port) 127.0.0.1\n\(extra)\npersistence false\nlog_dest none\n\(user)"
    _ = unsafe write(file, text, text.utf8.count)
    let child = try ChildProcess([program, "-c", "/proc/self/fd/\(file)"], passing: file)
    let deadline = SystemClock.sinceBoot() + 5 * Interval.second
    while SystemClock.sinceBoot() < deadline && child.isRunning {
      if Self.answers(port: port) && child.isRunning { return child }
      _ = usleep(5_000)
    }
    child.end()
    throw SetupError("mosquitto", "does not come up on port \(port)")
  }

  private static func answers(port: Int) -> Bool {
    unsafe withLoopback(port: port) { unsafe connect($0, $1, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
  }

  static func freePort() -> Int {
    var port = 0
    _ = unsafe withLoopback(port: 0) { descriptor, address in
      guard unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 else { return false }
      var bound = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isKnown = unsafe withUnsafeMutablePointer(to: &bound) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe getsockname(descriptor, $0, &size) == 0
        }
      }
      port = Int(UInt16(bigEndian: bound.sin_port))
      return isKnown
    }
    return port
  }

  private static func withLoopback(port: Int, _ body: (Int32, UnsafePointer<sockaddr>) -> Bool) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body(descriptor, $0) }
    }
  }
}
