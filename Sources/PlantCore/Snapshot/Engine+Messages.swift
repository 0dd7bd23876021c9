extension Engine {
  /// A page of the raw-message log.
  func messageList(_ query: MessageQuery) -> MessageList {
    var list = MessageList()
    list.held = messages.held
    list.searched = query.find
    guard messages.isEnabled, !messages.held.isEmpty else { return list }
    let filter = FilterExpression(query.filter)
    var number = min(query.last.map { $0 &+ 1 } ?? messages.held.upperBound, messages.held.upperBound)
    var page: [Message] = []
    while number > messages.held.lowerBound, page.count < query.count {
      number -= 1
      if isWanted(number, query.device, filter) {
        page.append(messages.message(number))
      } else {
        list.hidden += 1
      }
    }
    list.messages = page.reversed()
    if query.wantsDetail { list.detail = page.first.map { detail(of: $0) } }
    if let search = query.find { list.found = find(search, query.device, filter) }
    return list
  }

  private func detail(of message: Message) -> MessageDetail {
    let entry = messages.entry(message.number)
    let read = ByteSlice.over(message.payload) { PayloadFields($0) }
    var detail = MessageDetail(message: message, fields: read.fields, brokenAt: read.brokenAt)
    detail.measured = ByteSlice.over(message.payload) { bytes in
      var scanner = PayloadScanner()
      guard scanner.scan(bytes, isLine: false) >= 0, case .known(let measured) = scanner.time else { return .unknown }
      return measured
    }
    if let device = message.device { detail.deviceName = deviceNames.text(device) }
    if entry.sensor != .max { detail.sensor = readout(Int(entry.sensor), trendSlots: 0) }
    if entry.value.isFinite { detail.value = entry.value }
    return detail
  }

  private func isWanted(_ number: UInt64, _ device: DeviceID?, _ filter: FilterExpression) -> Bool {
    if let device, messages.entry(number).device != device { return false }
    return filter.isEmpty || passes(number, filter)
  }

  private func find(_ search: MessageSearch, _ device: DeviceID?, _ filter: FilterExpression) -> UInt64? {
    switch search {
    case .text(let text, let from, let isForward):
      let wanted = FilterExpression(text)
      var number = from
      while messages.held.contains(number) {
        if isWanted(number, device, filter), passes(number, wanted) {
          return number
        }
        if number == 0, !isForward { return nil }
        number = isForward ? number + 1 : number - 1
      }
      return nil
    case .trip(let sensor, let moment): return findTrip(sensor, by: moment)
    }
  }

  private func findTrip(_ sensor: SensorID, by moment: Stamp) -> UInt64? {
    var found: UInt64?
    for number in messages.held.reversed() {
      let entry = messages.entry(number)
      // Of several at one moment it was the first.
      if let found, entry.arrival < messages.entry(found).arrival { break }
      if entry.isBreach, entry.sensor == sensor, entry.arrival <= moment { found = number }
    }
    return found
  }
}
