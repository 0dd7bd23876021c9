import Glibc
import Testing

/// What a tested program finds around it: nothing of the person who runs the tests.
enum Surroundings {
  /// The built program, next to the tests in the build folder.
  static let program: String = {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &path, path.count - 1)
    let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
    let beside = folder + "/plantwatch"
    if unsafe access(beside, X_OK) == 0 { return beside }
    // Some test runners load the tests as a bundle: they name it on their command line.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let bundleFolder = bundle.flatMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
    return (bundleFolder ?? folder) + "/plantwatch"
  }()

  /// Debian keeps daemons in /usr/sbin, which is not in everybody's PATH.
  static let path: String = (variable("PATH") ?? "/usr/bin:/bin") + ":/usr/sbin:/usr/local/sbin"

  static let plain: [String: String] = [
    "PATH": path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm-256color",
    "PW": program, "PS1": "pw> ", "TMUX_TMPDIR": "/tmp",
    "PLANTWATCH_STATE": "-",
  ]

  /// What to put before a command so that file permissions count for it: nothing, or as root another user; nil where
  /// neither the tool for that nor the other user's way to the program exists.
  static let asNobody: [String]? = {
    if geteuid() != 0 { return [] }
    let prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    let code = has("setpriv") ? (try? Child(prefix + [program, "--version"]))?.wait() : nil
    return code == 0 ? prefix : nil
  }()

  static func has(_ tool: String) -> Bool {
    path.split(separator: ":").contains { unsafe access("\($0)/\(tool)", X_OK) == 0 }
  }

  private static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}

/// Whether tests with a broker can run here.
let hasMosquitto: ConditionTrait = .enabled(
  if: Surroundings.has("mosquitto") && Surroundings.has("mosquitto_pub"),
  "mosquitto and mosquitto-clients are not installed")

/// Whether this machine has an IPv6 loopback address.
let hasIPv6: ConditionTrait = .enabled(
  if: text(of: "/proc/net/if_inet6").contains("00000000000000000000000000000001 "), "this machine has no ::1")

/// Whether tests with a terminal can run here.
let hasTmux: ConditionTrait = .enabled(if: Surroundings.has("tmux"), "tmux is not installed")

extension Tag {
  /// Waits for what takes its time by contract: a timeout, a freshness limit.
  @Tag static var slow: Self
}

/// Looks again and again until `condition` holds, at most `seconds`; nothing sleeps for a guessed time.
func eventually(
  _ seconds: Double, every pause: Duration = .milliseconds(20), isolation: isolated (any Actor)? = #isolation,
  _ condition: () -> Bool
) async -> Bool {
  let clock = ContinuousClock()
  let deadline = clock.now + .seconds(seconds)
  while clock.now < deadline {
    if condition() { return true }
    try? await Task.sleep(for: pause)
  }
  return condition()
}
