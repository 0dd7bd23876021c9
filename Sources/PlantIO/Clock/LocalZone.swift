import Glibc
import PlantCore

/// The local time zone as the machine has it.
public enum LocalZone {
  /// Seconds east of UTC at `moment`, and the zone's short name (`CET`), from TZ or /etc/localtime.
  public static func at(_ moment: Stamp) -> (offsetSeconds: Int, name: String) {
    var seconds = time_t(moment.isKnown ? moment.second : 0)
    var local = unsafe tm()
    guard unsafe localtime_r(&seconds, &local) != nil else { return (0, "UTC") }
    let name = unsafe local.tm_zone.map { unsafe String(cString: $0) } ?? "UTC"
    return unsafe (local.tm_gmtoff, name)
  }
}
