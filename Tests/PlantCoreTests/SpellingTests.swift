import PlantCore
import Testing

@Suite("A word that is not known is answered with the one that was meant, or with none")
struct SpellingTests {
  static let names = ["acknowledge", "shelve", "filter", "theme"]

  @Test(arguments: [("shlve", "shelve"), ("ack", "acknowledge"), ("filters", "filter"), ("tehme", "theme")])
  func aSlipIsUnderstood(word: String, meant: String) {
    #expect(Spelling.nearest(to: word, among: Self.names) == meant)
    #expect(Spelling.advice(for: word, among: Self.names) == "did you mean \(meant)?")
  }

  @Test(arguments: ["xyz", "q", "quiet-light"]) func anythingElseGetsTheShortListOfAllOrNothing(word: String) {
    #expect(Spelling.nearest(to: word, among: Self.names) == nil)
    #expect(Spelling.advice(for: word, among: Self.names) == "one of acknowledge, shelve, filter, theme")
    #expect(Spelling.advice(for: word, among: (0..<13).map { "name\($0)" }) == "")
  }
}
