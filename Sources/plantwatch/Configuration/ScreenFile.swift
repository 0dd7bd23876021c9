import Glibc
import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// What the last run on this machine left behind of its screen: how it was divided, the mouse, the operator's trends.
///
/// Written when a run ends, in the user's state folder. What cannot be read is begun anew: it is a convenience.
struct ScreenFile {
  private let folder: StateFolder
  private var path: String { folder.path + "/screen.toml" }

  /// Nil without a home.
  init?(environment: [String: String]) {
    guard let folder = StateFolder(environment: environment) else { return nil }
    self.folder = folder
  }

  var memory: ScreenMemory {
    var memory = ScreenMemory()
    guard TextFile.exists(path), let table = try? TextFile.readTOML(path).table else { return memory }
    func rows(_ key: String) -> Int { min(max(table[key]?.int ?? 0, -Split.most), Split.most) }
    memory.hasMouse = table["mouse"]?.bool ?? false
    memory.split = Split(devices: rows("devices"), anomalies: rows("anomalies"))
    memory.pens = (table["pens"]?.array ?? TOMLArray()).compactMap { $0.string.flatMap(TrendReader.pen) }
    return memory
  }

  /// Keeps what differs from before; whoever cannot write there goes without.
  func keep(_ memory: ScreenMemory, insteadOf before: ScreenMemory) {
    guard memory != before else { return }
    folder.make()
    let pens = TOMLArray()
    for pen in memory.pens { pens.append("\(pen.device)/\(pen.sensor)") }
    let table = TOMLTable()
    table["mouse"] = memory.hasMouse
    table["devices"] = memory.split.devices
    table["anomalies"] = memory.split.anomalies
    table["pens"] = pens
    let beside = path + ".new"
    guard (try? TextFile.write(table.convert(to: .toml) + "\n", to: beside)) != nil else { return }
    _ = unsafe rename(beside, path)
  }
}
