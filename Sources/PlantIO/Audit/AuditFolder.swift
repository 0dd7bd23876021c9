import Glibc
import PlantCore

/// The files of an audit journal: one a month, `2026-11.jsonl`, each going on where the one before ended.
public struct AuditFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// What reading a journal through has shown.
  public struct Finding: Sendable, Hashable {
    public var entries = 0
    /// Sum and number of the last entry.
    public var last = AuditEntry.beginning
    public var lastNumber = 0
    /// Whether older files have been taken away, as the retention does.
    public var beginsLater = false
    /// Sentences with file and line; empty when the chain is whole.
    public var problems: [String] = []
  }

  static func file(of moment: Stamp) -> String { "\(moment.iso8601.prefix(7)).jsonl" }

  /// Number and sum of the newest entry, so that a file that goes missing at the end shows.
  var endFile: String { "\(path)/end" }

  /// What the journal says of a file that goes when its time is over.
  static func retentionText(_ file: String, _ number: Int) -> String {
    "\(file) taken away, its time is over: entries up to \(number)"
  }

  /// The last entry of a file; nil when it has none that can be read.
  func lastEntry(of file: String) -> AuditEntry? {
    WholeFile.bytes("\(path)/\(file)")?.split(separator: 10).last.flatMap { AuditEntry(line: Array($0)) }
  }

  /// Refuses a journal that is there and may not be read: it would look like an empty one.
  ///
  /// - Throws: `SetupError` that says who may.
  public func requireReadable() throws(SetupError) { try WholeFile.requireReadable(path) }

  /// Names of the files in the order of time.
  public func files() -> [String] {
    WholeFile.names(path).filter { $0.hasSuffix(".jsonl") && $0.utf8.count == 13 }.sorted()
  }

  /// Reads every entry and checks that each fits its sum, its number and the entry before.
  ///
  /// - Parameter body: Gets each entry that can be read.
  public func verify(_ body: (AuditEntry) -> Void = { _ in }) -> Finding {
    var finding = Finding()
    var before: AuditEntry?
    var (firstNumber, retired) = (0, Set<Int>())
    // Before the files: a collector may add to them meanwhile.
    let end = String(decoding: WholeFile.bytes(endFile) ?? [], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    for file in files() {
      guard let bytes = WholeFile.bytes("\(path)/\(file)") else {
        finding.problems.append("\(file): cannot be read")
        continue
      }
      var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true {
        lines.removeLast()
      } else if !bytes.isEmpty {
        finding.problems.append("\(file):\(lines.count): the last line is cut")
        lines.removeLast()
      }
      for (index, line) in lines.enumerated() {
        guard let entry = AuditEntry(line: Array(line)) else {
          finding.problems.append("\(file):\(index + 1): was changed, or is no entry")
          before = nil
          continue
        }
        if let before {
          if entry.previous != before.sum || entry.number != before.number + 1 {
            let missing = entry.number - before.number - 1
            let what =
              missing > 0
              ? missing == 1 ? "an entry before it is missing" : "\(missing) entries before it are missing"
              : "does not follow the entry before it"
            finding.problems.append("\(file):\(index + 1): \(what)")
          }
        }
        if finding.entries == 0 { firstNumber = entry.number }
        if entry.what == "retention", let number = entry.text.split(separator: " ").last.flatMap({ Int($0) }) {
          retired.insert(number)
        }
        before = entry
        finding.entries += 1
        (finding.last, finding.lastNumber) = (entry.sum, entry.number)
        body(entry)
      }
    }
    finding.beginsLater = retired.contains(firstNumber - 1)
    if firstNumber > 1, !finding.beginsLater {
      finding.problems.append("entries 1 to \(firstNumber - 1) are missing, and no retention took them")
    }
    if end.count == 2, let number = Int(end[0]) {
      if number > finding.lastNumber {
        finding.problems.append("\(number - finding.lastNumber) entries are missing at its end")
      }
    } else if finding.entries > 0 {
      finding.problems.append("\(endFile) is missing or damaged: what may be missing at its end cannot be told")
    }
    return finding
  }
}
