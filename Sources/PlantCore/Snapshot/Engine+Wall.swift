/// The order of the wall, made anew when a device was added or another grouping is wanted.
struct WallOrder {
  /// More groups than this are none.
  static let mostGroups = 64

  var grouping = WallGrouping.area
  /// All devices, group by group and by name.
  var devices: [DeviceID] = []
  /// The names of the groups, and the group of each device.
  var groups: [String] = []
  var groupOfDevice: [UInt8] = []
}

extension Engine {
  /// The plant wall: counts over all devices, tiles for those that fit.
  mutating func wallList(_ query: Query) -> WallList {
    var list = WallList()
    guard query.wall.count > 0 else { return list }
    if wallOrder.devices.count != devices.count || wallOrder.grouping != query.wall.grouping {
      wallOrder = makeWallOrder(query.wall.grouping)
    }
    let shown = query.deviceFilter.isEmpty ? wallOrder.devices : filtered(wallOrder.devices, query.deviceFilter)
    var groups = wallOrder.groups.map { WallGroup(name: $0, count: 0, abnormal: 0) }
    let ranks = shown.map { device in
      let rank = rank(Int(device))
      let group = Int(wallOrder.groupOfDevice[Int(device)])
      groups[group].count += 1
      if rank < Self.healthyRank { groups[group].abnormal += 1 }
      return rank
    }
    list.count = shown.count
    list.groups = groups.filter { $0.count > 0 }
    list.isWorstFirst = shown.count > query.wall.count
    list.hasDetails = !list.isWorstFirst && shown.count <= query.wall.detailed
    let places = list.isWorstFirst ? shown.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) } : Array(shown.indices)
    list.tiles = places.prefix(query.wall.count).map { tile(Int(shown[$0]), query, isDetailed: list.hasDetails) }
    return list
  }

  private func tile(_ device: Int, _ query: Query, isDetailed: Bool) -> DeviceRow {
    row(device, trendSlots: query.trendSlots) { number in
      isDetailed || sensors[number].type == query.wall.type
        || sensors[number].highEpisode | sensors[number].lowEpisode != 0
    }
  }

  private func makeWallOrder(_ grouping: WallGrouping) -> WallOrder {
    let names = (0..<UInt32(devices.count)).map { deviceNames.text($0) }
    let keys = names.indices.map { wallGroup($0, names[$0], grouping) }
    var groups = Set(keys).sorted { ($0.isEmpty ? 1 : 0, $0) < ($1.isEmpty ? 1 : 0, $1) }
    if groups.count > WallOrder.mostGroups { groups = [""] }
    let numbers = Dictionary(uniqueKeysWithValues: zip(groups, groups.indices.map(UInt8.init)))
    var order = WallOrder(grouping: grouping, groups: groups)
    order.groupOfDevice = keys.map { numbers[$0] ?? 0 }
    order.devices = (0..<UInt32(devices.count)).sorted {
      (order.groupOfDevice[Int($0)], names[Int($0)]) < (order.groupOfDevice[Int($1)], names[Int($1)])
    }
    return order
  }

  private func wallGroup(_ device: Int, _ name: String, _ grouping: WallGrouping) -> String {
    switch grouping {
    case .area: return area(of: device)
    case .kind: return Self.kind(ofDevice: name)
    }
  }

  /// What a device's name begins with, its number left out: `press` for `press-07`.
  static func kind(ofDevice name: String) -> String {
    let digits = name.utf8.reversed().prefix { $0 >= 48 && $0 <= 57 }.count
    guard digits > 0 else { return name }
    let stem = name.dropLast(digits)
    return String(stem.last.map { "-_./# ".contains($0) } ?? false ? stem.dropLast() : stem)
  }
}
