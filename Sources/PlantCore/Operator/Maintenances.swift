/// Places under maintenance: devices or areas whose new alarms are not announced, for a limited time.
struct Maintenances: ~Copyable {
  /// At most this many at a time; more than a shift can look after is refused.
  static let limit = 256

  struct Entry: BitwiseCopyable {
    /// The place's name, as a number of the book of texts.
    var place: UInt32
    var from: Stamp
    var until: Stamp
    var by: UInt32
    var why: UInt32
  }

  /// In order of their beginning.
  var entries = Slab<Entry>()

  init() {}

  func find(_ place: UInt32) -> Int? { (0..<entries.count).first { entries[$0].place == place } }

  mutating func remove(_ index: Int) {
    for next in index + 1..<max(index + 1, entries.count) { entries[next - 1] = entries[next] }
    entries.removeLast()
  }
}

extension Engine {
  /// Whether the device an alarm belongs to is under maintenance, by its own name or its area's.
  func isInMaintenance(_ index: Int) -> Bool {
    guard !maintenances.entries.isEmpty, book.records[index].side != .pipeline else { return false }
    return isInMaintenance(device: sensors[Int(book.records[index].subject)].device)
  }

  /// Whether a device is, by its own name or its area's.
  func isInMaintenance(device: DeviceID) -> Bool {
    (0..<maintenances.entries.count).contains { covers(maintenances.entries[$0].place, device) }
  }

  private func covers(_ place: UInt32, _ device: DeviceID) -> Bool {
    let name = operatorTexts.text(place)
    return name == deviceNames.text(device) || (!name.isEmpty && name == area(of: Int(device)))
  }

  /// A place that can be maintained: a device that was heard or configured, or an area of one.
  func isPlace(_ name: String) -> Bool {
    if name.isEmpty { return false }
    if configuration.devices.contains(where: { $0.area == name || $0.id == name }) { return true }
    return ByteSlice.over(name) { name in
      let hash = NameHash.of(name)
      return (deviceNames.find(name, hash: hash) ?? topicGroups.find(name, hash: hash)) != nil
    }
  }

  /// The end of a maintenance: what still stands behind it is announced now.
  mutating func endMaintenance(_ entry: Int, by: UInt32 = 0, why: UInt32 = 0) {
    let place = maintenances.entries[entry].place
    maintenances.remove(entry)
    for index in 0..<book.records.count where book.records[index].overlay == .maintenance && !isInMaintenance(index) {
      book.change(index) { $0.overlay = .none }
      if book.records[index].isActive {
        callOperator(index, isBack: true)
      } else if !book.records[index].isUnseen, book.records[index].state != .latched {
        book.change(index) { $0.state = .normal }
      }
    }
    emit(.maintenanceEnded, place: place, by: by, why: why, refusal: .none)
  }

  /// Ends what has run its time.
  mutating func checkMaintenances() {
    while let due = (0..<maintenances.entries.count).first(where: { maintenances.entries[$0].until <= clock.now }) {
      endMaintenance(due)
    }
  }
}
