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

  /// Names of the files in the order of time.
  public func files() -> [String] {
    ArchiveFolder.names(path).filter { $0.hasSuffix(".jsonl") && $0.utf8.count == 13 }.sorted()
  }

  /// Reads every entry and checks that each fits its sum, its number and the entry before.
  ///
  /// - Parameter body: Gets each entry that can be read.
  public func verify(_ body: (AuditEntry) -> Void = { _ in }) -> Finding {
    var finding = Finding()
    var before: AuditEntry?
    for file in files() {
      guard let bytes = ArchiveFolder.bytes("\(path)/\(file)") else {
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
            let what = missing > 0 ? "\(missing) entries before it are missing" : "does not follow the entry before it"
            finding.problems.append("\(file):\(index + 1): \(what)")
          }
        } else if finding.entries == 0, entry.number > 1 {
          finding.beginsLater = true
        }
        before = entry
        finding.entries += 1
        (finding.last, finding.lastNumber) = (entry.sum, entry.number)
        body(entry)
      }
    }
    return finding
  }
}
