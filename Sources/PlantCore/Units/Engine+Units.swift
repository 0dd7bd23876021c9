/// A reading's unit, resolved before anything else looks at the value.
///
/// The unit of the type (or of the device's own limits) is the one that is judged and shown. A payload's `unit` is
/// believed where it can be converted, unless the configuration says with `payloadUnit` that readings come in another
/// one. A unit that is unknown, of another quantity, or against the configuration is flagged and counted, and the
/// value is judged as configured: doubt never removes protection. So duplicates, windows, limits and the digest all
/// see the converted value.
extension Engine {
  /// Whether a value of this sensor must be looked at before it is judged.
  @inline(__always)
  func hasUnitToResolve(_ number: Int) -> Bool { scanner.hasUnit || sensors[number].isConverted }

  /// The value of the message just scanned in the unit that is judged, and whether its unit does not fit.
  @inline(never)
  mutating func resolveUnit(
    _ number: Int, _ value: Double, in payload: ByteSlice
  ) -> (value: Double, isMismatch: Bool) {
    let row = limits(number)
    let configured = row.payloadUnit == 0 ? row.unit : row.payloadUnit
    var given = configured
    var isMismatch = false
    if scanner.hasUnit, row.unit != 0 {
      let said = units.number(scanner.unitName(in: payload))
      if isBelievable(said, row) {
        given = said
      } else {
        isMismatch = true
      }
    }
    guard !UnitTable.isSame(given, row.unit), let from = UnitTable.physical(given),
      let to = UnitTable.physical(row.unit), from.isConvertible(to: to)
    else { return (value, isMismatch) }
    return (from.convert(value, to: to), isMismatch)
  }

  /// A reading was judged in spite of its unit.
  mutating func countMismatch(_ number: Int) {
    totals.unitMismatch += 1
    sensors[number].unitMismatch &+= 1
  }

  private func isBelievable(_ said: UnitTable.Number, _ row: LimitRow) -> Bool {
    if row.payloadUnit != 0 { return UnitTable.isSame(said, row.payloadUnit) }
    if UnitTable.isSame(said, row.unit) { return true }
    guard let from = UnitTable.physical(said), let to = UnitTable.physical(row.unit) else { return false }
    return from.isConvertible(to: to)
  }
}
