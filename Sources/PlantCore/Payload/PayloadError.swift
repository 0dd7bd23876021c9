extension PayloadScanner {
  /// The first reason up to `value` why the text just scanned is no reading; nil when it is one.
  ///
  /// Mutating only in name: borrowing the engine's scanner in the hot path costs a copy of the engine.
  @inline(__always)
  mutating func error(in payload: ByteSlice, scanned: Int) -> ProcessingError? {
    guard scanned == payload.count, scanned > 0 else {
      return UTF8Check.isValid(payload) ? .json : .encoding
    }
    if hasNonASCII, !UTF8Check.isValid(payload) { return .encoding }
    guard isObject, device.isString, type.isString else { return .shape }
    let deviceLength = device.end - device.start
    let typeLength = type.end - type.start
    guard deviceLength > 0, typeLength > 0 else { return .shape }
    if deviceLength > Self.nameLimit || typeLength > Self.nameLimit {
      if isTooLong(payload) { return .shape }
    }
    switch value {
    case .missing: return .shape
    case .unusable: return .value
    case .finite: return nil
    }
  }

  /// Whether a name is longer than the limit once its escapes are decoded.
  private func isTooLong(_ payload: ByteSlice) -> Bool {
    for field in [device, type] {
      guard field.end - field.start > Self.nameLimit else { continue }
      guard field.hasEscape else { return true }
      var decoded = Slab<UInt8>()
      JSONText.decode(payload.slice(field.start, field.end), into: &decoded, limit: Self.nameLimit)
      if decoded.count > Self.nameLimit { return true }
    }
    return false
  }
}
