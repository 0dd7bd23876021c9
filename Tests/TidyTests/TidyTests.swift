import Foundation
import Testing

/// The repository's own sources, as text.
private enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Files below `folder` whose names end in one of `endings`, with their text.
  static func files(_ folder: String, _ endings: [String] = [".swift"]) throws -> [(path: String, text: String)] {
    let base = root.appending(path: folder)
    guard let walker = FileManager.default.enumerator(atPath: base.path) else { return [] }
    var found: [(String, String)] = []
    for case let name as String in walker where endings.contains(where: name.hasSuffix) {
      found.append(("\(folder)/\(name)", try String(contentsOf: base.appending(path: name), encoding: .utf8)))
    }
    return found
  }

  /// The modules a Swift file imports.
  static func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy({ $0.hasPrefix("@") }),
        place + 1 < words.count
      else { return nil }
      return String(words[place + 1])
    }
  }
}

@Suite("House rules that a machine can check")
struct TidyTests {
  @Test(
    "the arrows between the rooms point inwards",
    arguments: [
      ("Sources/PlantCore", []),
      ("Sources/PlantDemo", []),
      ("Themes", []),
      ("Sources/PlantView", ["PlantCore", "Themes", "TOMLKit"]),
      (
        "Sources/PlantIO",
        [
          "PlantCore", "PlantView", "PlantDemo", "CMosquitto", "CZlib", "CZstd", "CSystem", "CTerminal", "Glibc",
          "Synchronization", "GRDB", "Logging",
        ]
      ),
      (
        "Sources/plantwatch",
        [
          "PlantCore", "PlantView", "PlantIO", "PlantDemo", "ArgumentParser", "TOMLKit", "Glibc", "Synchronization",
        ]
      ),
    ] as [(String, [String])])
  func imports(room: String, allowed: [String]) throws {
    let files = try Repository.files(room)
    #expect(!files.isEmpty)
    for file in files {
      // The C library's regular expressions, and nothing else of it, serve the filters of the core.
      let own = file.path.hasSuffix("Filter/RegularExpression.swift") ? ["Glibc"] : []
      for module in Repository.imports(file.text) {
        #expect((allowed + own).contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test("each C library has one Swift room, and ncurses one file that knows it")
  func cRooms() throws {
    for file in try Repository.files("Sources", [".c", ".h"])
    where file.text.contains("<curses.h>") || file.text.contains("ncurses") {
      #expect(file.path.hasPrefix("Sources/CTerminal/"), "\(file.path) knows ncurses")
    }
    for file in try Repository.files("Sources") where !file.path.hasPrefix("Sources/PlantIO/") {
      let modules = Repository.imports(file.text).filter { $0.hasPrefix("C") && $0 != "CZ" }
      #expect(modules.isEmpty, "\(file.path) imports \(modules)")
    }
  }

  @Test("only PlantCore's owners of memory touch pointers; nothing in it asks for the time or the disk")
  func coreWithoutEdges() throws {
    for file in try Repository.files("Sources/PlantCore") {
      for word in ["clock_gettime", "fopen", "Foundation", "Date()", "random(", "Mutex", "Thread"] {
        #expect(!file.text.contains(word), "\(file.path) contains \(word)")
      }
    }
  }

  @Test("no leftovers, no forced hands")
  func leftovers() throws {
    let words = ["TO" + "DO", "FIX" + "ME", "try" + "!", "as" + "!", "fatal" + "Error("]
    for folder in ["Sources", "Tests", "Themes"] {
      for file in try Repository.files(folder, [".swift", ".c", ".h", ".toml"]) {
        let words = folder == "Tests" ? words.filter { !$0.hasPrefix("try") } : words
        for word in words { #expect(!file.text.contains(word), "\(file.path) contains \(word)") }
      }
    }
  }

  @Test("@unchecked Sendable is proved where it stands")
  func unchecked() throws {
    for file in try Repository.files("Sources") {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") && !line.contains("///") {
        let before = lines[max(0, index - 8)..<index].joined()
        #expect(before.contains("unchecked Sendable"), "\(file.path):\(index + 1) gives no proof")
      }
    }
  }

  @Test("files stay small enough to read in one sitting")
  func fileLength() throws {
    for folder in ["Sources", "Tests"] {
      for file in try Repository.files(folder, [".swift", ".c"]) {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= 400, "\(file.path) has \(lines) lines")
      }
    }
  }

  @Test("the top level holds what it should and nothing else")
  func topLevel() throws {
    let allowed: Set = ["Package.swift", "Sources", "Tests", "Themes", "README.md", "Package.resolved"]
    for name in try FileManager.default.contentsOfDirectory(atPath: Repository.root.path) where !name.hasPrefix(".") {
      #expect(allowed.contains(name), "\(name) does not belong to the top level")
    }
  }
}
