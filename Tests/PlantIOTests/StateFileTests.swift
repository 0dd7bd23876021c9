import Foundation
import PlantCore
import Testing

@testable import PlantIO

@Suite struct StateFileTests {
  private let folder = TemporaryFolder()
  private let state = SavedState(
    configuration: "0123456789abcdef", saved: Stamp(seconds: 1_764_000_000), image: Array(0..<200))

  @Test func `what was saved is loaded, and nothing else is left beside it`() throws {
    let file = StateFile(path: folder.path + "/live.state")
    #expect(try file.load() == nil)
    #expect(save(state, into: file) == nil)
    let loaded = try #require(try file.load())
    #expect(loaded.image == state.image && loaded.saved == state.saved)
    #expect(loaded.configuration == state.configuration)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["live.state"])
  }

  @Test func `a flipped bit is found wherever it is, and the run may go on without the state`() throws {
    let file = StateFile(path: folder.path + "/live.state")
    #expect(save(state, into: file) == nil)
    let whole = Array(try Data(contentsOf: URL(filePath: file.path)))
    for place in 17..<whole.count {
      var damaged = whole
      damaged[place] ^= 4
      let changed = StateFile(path: folder.write("damaged", damaged))
      #expect(throws: SetupError.self, "byte \(place)") { try changed.load() }
      try changed.check()
    }
    for length in 17..<whole.count {
      let cut = StateFile(path: folder.write("cut", Array(whole[..<length])))
      #expect(throws: SetupError.self, "cut at \(length)") { try cut.load() }
      try cut.check()
    }
  }

  private func save(_ state: SavedState, into file: StateFile) -> String? {
    guard let claim = file.claim() else { return "claimed" }
    return file.save(state, claim)
  }

  @Test func `while one run saves into a file no other does, and what a killed one left beside it is no obstacle`()
    throws
  {
    _ = folder.file("live.state.new", "half a state")
    let file = StateFile(path: folder.path + "/live.state")
    try withExtendedLifetime(#require(file.claim())) { claim in
      for _ in 0..<3 {
        #expect(file.save(state, claim) == nil)
        #expect(save(state, into: file) == "claimed")
      }
    }
    #expect(save(state, into: file) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["live.state"])
  }

  @Test func `a file that somebody else put in place is not overwritten`() throws {
    let file = StateFile(path: folder.path + "/live.state")
    let claim = try #require(file.claim())
    try FileManager.default.removeItem(atPath: file.path)
    #expect(file.save(state, claim) == nil)
    try FileManager.default.removeItem(atPath: file.path)
    let other = try #require(file.claim())
    #expect(file.save(state, claim) == "another run saves into it")
    #expect(file.save(state, other) == nil)
  }

  @Test func `a file that is something else is refused before anything is written`() {
    let file = StateFile(path: folder.file("letter", "dear all\n"))
    #expect(throws: SetupError.self) { try file.check() }
  }
}
