extension Engine {
  /// Why an episode opened (or escalated), in one sentence.
  func openingText(_ record: EpisodeRecord, seen: Stamp) -> String {
    let limit = numberText(record.limit)
    let value = roundedText(record.value)
    let unit = unitSuffix(record)
    switch record.kind {
    case .highHigh, .high, .low, .lowLow: return "\(value)\(unit) is \(record.kind.breachText ?? "") \(limit)\(unit)"
    case .stale, .dead:
      let heard = Stamp(nanoseconds: Int64(record.value))
      let whose =
        switch record.sensor {
        case EpisodeRecord.wholeDevice: "all its sensors are silent"
        case EpisodeRecord.wholeGateway: "all \(record.count) devices behind it are silent"
        default: "silent"
        }
      return "\(whose) for \(spanText(seen - heard))"
    case .shift, .record, .drift, .flat, .noise: return advisoryText(record, unit: unit)
    }
  }

  /// Why an episode of HH or LL is one of H or L again, in one sentence.
  func easingText(_ record: EpisodeRecord) -> String {
    let unit = unitSuffix(record)
    let outer = limits(Int(record.sensor)).limit(record.isHighSide ? .highHigh : .lowLow)
    let (side, word) = record.isHighSide ? ("below", "high") : ("above", "low")
    return "back \(side) the \(word)-\(word) limit \(numberText(outer))\(unit), "
      + "not yet inside the \(word) limit \(numberText(record.limit))\(unit)"
  }

  /// Why an episode closed, in one sentence.
  func closingText(_ record: EpisodeRecord, _ ending: EventRecord.Ending) -> String {
    if record.episodeClass == .freshness {
      switch ending {
      case .merged: return "the whole device is silent now: one line for it"
      case .mergedIntoGateway: return "everything behind its gateway is silent now: one line for that"
      case .retired: return "the device is retired: nobody waits for it"
      case .over, .accepted, .unlimited: break
      }
      // It ends with the first that is heard: of the others nothing is known yet.
      return record.sensor == EpisodeRecord.wholeGateway
        ? "heard again; who behind it stays silent gets a line of its own" : "heard again"
    }
    if record.episodeClass.isAdvisory {
      return advisoryEndText(record, unit: unitSuffix(record), isAccepted: ending == .accepted)
    }
    if ending == .unlimited { return "the configuration has no such limit any more" }
    let sensor = sensors[Int(record.sensor)]
    let deadband = limits(Int(record.sensor)).deadband
    let edge = record.isHighSide ? sensor.upper - deadband : sensor.lower + deadband
    return "back at \(record.isHighSide ? "or below" : "or above") \(numberText(edge))\(unitSuffix(record))"
      + " after \(record.count) breaching reading\(record.count == 1 ? "" : "s")"
  }

  func alarmText(_ record: EventRecord) -> String {
    let value = roundedText(record.value)
    let threshold = numberText(record.threshold)
    switch Int(record.alarm) {
    case AlarmPlace.health:
      return record.to == .alarm ? operatorTexts.text(record.health) : "all is well with plantwatch"
    case AlarmPlace.lost: return "\(value) messages refused in the last 300 s"
    case AlarmPlace.feed:
      if record.isDisconnected { return "no connection to the broker" }
      return record.to == .alarm
        ? "no message for \(value) s (alarm above \(threshold) s)" : "connected and receiving"
    default: break
    }
    guard let index = AlarmPlace.definition(at: Int(record.alarm)) else { return "" }
    let definition = configuration.alarms[index]
    let limit = "(alarm \(Self.words(definition.comparison)) \(threshold))"
    switch (definition.metric, definition.statistic, definition.device) {
    case (.errors, .sum, nil): return "\(value) processing errors in the last \(definition.period) s \(limit)"
    case (.anomalies, .sum, nil): return "\(value) anomalous readings in the last \(definition.period) s \(limit)"
    case (.lag, .maximum, _): return "the oldest message waited \(value) s to be judged (alarm above \(threshold) s)"
    default: return "\(Self.words(definition)) is \(value) \(limit)"
    }
  }

  private static func words(_ comparison: ThresholdComparison) -> String {
    switch comparison {
    case .above: "above"
    case .atLeast: "at or above"
    case .below: "below"
    case .atMost: "at or below"
    }
  }

  private static func words(_ definition: AlarmDefinition) -> String {
    let statistic =
      switch definition.statistic {
      case .sum: "sum"
      case .average: "average"
      case .maximum: "maximum"
      case .minimum: "minimum"
      case .sampleCount: "number of samples"
      case .percentile(let share): "\(numberText(share))th percentile"
      }
    let metric =
      switch definition.metric {
      case .errors: "processing errors"
      case .anomalies: "anomalous readings"
      case .readings: "readings"
      case .lag: "lag in seconds"
      case .dataAge: "age of the data in seconds"
      case .silentSensors: "silent sensors"
      }
    let whose = [definition.device, definition.sensor].compactMap(\.self).joined(separator: " ")
    let points =
      definition.evaluationPeriods == 1 ? "" : ", \(definition.datapointsToAlarm) of \(definition.evaluationPeriods)"
    return "the \(statistic) of \(metric)\(whose.isEmpty ? "" : " of \(whose)") over \(definition.period) s\(points)"
  }

  private func unitSuffix(_ record: EpisodeRecord) -> String {
    guard record.hasSensor else { return "" }
    let sensor = sensors[Int(record.sensor)]
    let unit = configuredLimits(sensor.device, sensor.type).unit
    return unit.isEmpty ? "" : " \(unit)"
  }
}

/// A number as people write it: no `.0` on whole numbers, otherwise the shortest text that reads back the same.
public func numberText(_ number: Double) -> String {
  guard number.isFinite else { return "?" }
  if number.rounded() == number, number.magnitude < 1e15 { return String(Int64(number)) }
  return number.description
}

/// A number in a sentence: six digits, for people.
private func roundedText(_ number: Double) -> String { roundedText(number, to: number * 3e-5, finest: 1e12) }

/// A length of time as people write it: `42 s`, `3 m 01 s`, `2 h 05 m`, `3 d 04 h`.
///
/// - Parameter nanoseconds: The length; negative lengths read as their magnitude.
public func spanText(_ nanoseconds: Int64) -> String {
  let seconds = Int(min(nanoseconds.magnitude, UInt64(Int64.max)) / UInt64(Interval.second))
  if seconds < 60 { return "\(seconds) s" }
  if seconds < 3600 { return "\(seconds / 60) m \(padded(seconds % 60, 2)) s" }
  if seconds < 86_400 { return "\(seconds / 3600) h \(padded(seconds / 60 % 60, 2)) m" }
  return "\(seconds / 86_400) d \(padded(seconds / 3600 % 24, 2)) h"
}
