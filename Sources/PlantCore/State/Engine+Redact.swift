extension Engine {
  /// An image in which the people who acted on alarms have no names; reasons and places stay.
  ///
  /// Returns it unchanged when it is none of this configuration's.
  public static func redacted(image: [UInt8], configuration: EngineConfiguration) -> [UInt8] {
    var engine = Engine(configuration: configuration, format: .capture)
    guard engine.restore(image: image) else { return image }
    engine.forgetPeople()
    return engine.image()
  }

  private mutating func forgetPeople() {
    var kept: Set<UInt32> = [0]
    for index in 0..<book.records.count { kept.insert(book.records[index].why) }
    for index in 0..<maintenances.entries.count {
      kept.formUnion([maintenances.entries[index].place, maintenances.entries[index].why])
    }
    operatorTexts.replace { number, text in kept.contains(number) ? text : "operator \(number)" }
  }
}
