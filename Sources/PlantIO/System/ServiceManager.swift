import CSystem
import Glibc
import PlantCore

/// Tells systemd how a service stands, by the protocol of sd_notify(3); says nothing where nobody started us that way.
public struct ServiceManager {
  /// How often it wants to hear that we live, in nanoseconds; nil when it does not.
  private let watchdog: Int64?
  private var lastAlive: Int64?
  private var isReady = false

  public init(environment: [String: String]) {
    let micros = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    // Twice as often as it is needed, as the manual advises.
    watchdog = isOurs ? micros.map { max(1, $0 / 2) * Interval.microsecond } : nil
  }

  /// The service works: it is told once.
  public mutating func ready() {
    guard !isReady else { return }
    isReady = true
    tell("READY=1")
  }

  /// What `systemctl status` shows.
  public func status(_ text: String) { tell("STATUS=\(text)") }

  /// Called often while all threads are well.
  public mutating func alive() {
    let now = SystemClock.sinceBoot()
    guard let watchdog else { return }
    if let lastAlive, now - lastAlive < watchdog { return }
    lastAlive = now
    tell("WATCHDOG=1")
  }

  public func stopping() { tell("STOPPING=1") }

  private func tell(_ text: String) { _ = unsafe plant_notify(text) }
}
