extension Engine {
  /// More groups than this are none: the plant's topics then say something else.
  private static var mostTopicGroups: Int { 4096 }

  /// Remembers what a device's first topic says beside it.
  @inline(__always)
  mutating func noteGroup(_ topic: ByteSlice, of device: Int) {
    if devices[device].topicGroup == 0 { learnGroup(topic, of: device) }
  }

  @inline(never)
  private mutating func learnGroup(_ topic: ByteSlice, of device: Int) {
    ByteSlice.over(topics.group(topic)) { text in
      let hash = NameHash.of(text)
      var number = topicGroups.find(text, hash: hash)
      // Longer than a device's name it is none, either.
      if number == nil, topicGroups.count < Self.mostTopicGroups, text.count <= PayloadScanner.nameLimit {
        number = topicGroups.add(text, hash: hash)
      }
      devices[device].topicGroup = number.map { UInt16($0 + 1) } ?? .max
      wallOrder = WallOrder()
    }
  }

  /// Where a device stands: the area of its configuration, else what its topic says beside it; empty for neither.
  func area(of device: Int) -> String {
    let configured = devices[device].configured
    let own = configured >= 0 ? configuration.devices[Int(configured)].area : ""
    let group = devices[device].topicGroup
    return own.isEmpty && group > 0 && group < .max ? topicGroups.text(UInt32(group - 1)) : own
  }

  /// A sum over the templates: other ones make other groups.
  var topicSum: UInt64 {
    var digest = Digest()
    for topic in configuration.topics {
      for byte in topic.utf8 { digest.fold(UInt64(byte)) }
      digest.fold(256 as UInt64)
    }
    return digest.state
  }

  /// Lets every device's next topic say where it stands.
  mutating func forgetTopicGroups() {
    topicGroups = NameTable()
    for device in 0..<devices.count { devices[device].topicGroup = 0 }
  }
}
