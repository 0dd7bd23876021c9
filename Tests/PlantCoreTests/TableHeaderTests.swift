import PlantCore
import Testing

@Suite("A table header that somebody has only begun to write is found before the library sees it")
struct TableHeaderTests {
  @Test(arguments: ["[[[", "[", "[[", "  [ ", "[.a]", "[[.a]]", "[{]", "[\u{e9}]", "[#"])
  func nameless(header: String) {
    #expect(TableHeaders.nameless(in: "a = 1\n\(header)\n[b]\n") == 2)
  }

  @Test(arguments: [
    "[a]", "[ a.b ]", "[[alarms]]", "[\"x y\"]", "['x']", "[-]", "[]", "[ [a]]", "x = [[1, 2], [3]]",
    "text = \"\"\"\n[! call\n\"\"\"", "# \"\"\"\n[a]", "text = '''\n[.\n'''\n[b]",
  ]) func named(text: String) { #expect(TableHeaders.nameless(in: text) == nil) }
}
