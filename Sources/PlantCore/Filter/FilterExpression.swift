/// What shall be shown of a list: terms that all hold, such as `device~press-* value>4 !state=stale`.
///
/// A term is `FIELD=text`, `FIELD~pattern` or `FIELD>4` (also `>=`, `<`, `<=`), or a bare text that is looked for
/// everywhere; a leading `!` inverts it. A pattern has `*` and `?`; written `/…/` it is a POSIX extended regular
/// expression. Letters match in either case. Text with blanks stands in double quotes.
public struct FilterExpression {
  /// What of a row a term looks at.
  public enum Field: String, CaseIterable {
    case any, device, sensor, value, topic, area, kind, state, priority, text

    /// Whether it is one sensor's: all such terms must hold for the same one.
    var isOfSensor: Bool { self == .sensor || self == .value }
  }

  /// How it is compared.
  enum Test {
    case contains([UInt8])
    case equals([UInt8])
    case matches(GlobPattern)
    case finds(RegularExpression)
    case compares(ThresholdComparison, Double)
  }

  struct Term {
    var field: Field
    var test: Test
    var isInverted: Bool
  }

  let terms: [Term]
  /// What is wrong with it, in words; such a term hides nothing. Nil when all of it is understood.
  public let problem: String?

  /// Reads what was typed; it never fails, since it is read again with each key.
  public init(_ text: String) {
    var terms: [Term] = []
    var problem: String?
    let words = Self.words(text)
    for word in words {
      switch Self.term(word) {
      case .success(let term): terms.append(term)
      case .failure(let why): problem = problem ?? why.text
      }
    }
    // Beside terms these are no texts to look for.
    if let word = words.first(where: { ["or", "and", "|", "||", "&", "&&"].contains($0.lowercased()) }),
      terms.contains(where: { $0.field != .any })
    {
      problem = problem ?? "all terms must hold: there is no \(word); device~/press|pump/ finds either"
    }
    self.terms = terms
    self.problem = problem
  }

  /// The text that shows what is of one device, or of devices with the same name but for its quotation marks.
  public static func only(device name: String) -> String { only("device", name) }

  /// The text that shows the devices of one area.
  public static func only(area name: String) -> String { only("area", name) }

  /// The text that shows the devices of one kind.
  public static func only(kind name: String) -> String { only("kind", name) }

  private static func only(_ field: String, _ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789-_.:".unicodeScalars.contains($0)
    }
    if isPlain { return "\(field)=\(name)" }
    guard name.contains("\"") else { return "\(field)=\"\(name)\"" }
    return "\(field)~\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "?"))\""
  }

  /// Whether it hides nothing.
  public var isEmpty: Bool { terms.isEmpty }

  /// Whether a row passes.
  ///
  /// - Parameter texts: The row's texts of a field; a term holds when one of them passes it.
  func passes(value: Double = .nan, texts: (Field) -> [String]) -> Bool {
    terms.allSatisfy { $0.holds(value: value, texts: texts) }
  }
}

extension FilterExpression.Term {
  /// Whether the term holds, its inversion taken into account.
  func holds(value: Double = .nan, texts: (FilterExpression.Field) -> [String]) -> Bool {
    finds(value: value, texts: texts) != isInverted
  }

  private func finds(value: Double, texts: (FilterExpression.Field) -> [String]) -> Bool {
    if case .compares(let comparison, let limit) = test {
      if field == .value { return comparison.holds(value, limit) }
      return texts(field).contains { Double($0).map { comparison.holds($0, limit) } ?? false }
    }
    if field == .value { return value.isFinite && test.holds(numberText(value)) }
    return texts(field).contains { test.holds($0) }
  }
}

extension FilterExpression.Test {
  /// Whether a text passes, in either case of its letters.
  func holds(_ text: String) -> Bool {
    switch self {
    case .finds(let expression): return expression.isFound(in: text)
    case .compares: return false
    case .contains(let needle): return text.utf8.lowered.contains(needle)
    case .equals(let wanted): return text.utf8.lowered == wanted
    case .matches(let pattern): return pattern.matches(text.utf8.lowered)
    }
  }
}

extension FilterExpression {
  struct Problem: Error { var text: String }

  /// The words of a line. Quotes hold one together when they close at its end, so that JSON can be looked for as it is.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(line)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character == "\"", word.isEmpty || "=~!".contains(word.last ?? " "),
        let end = characters[(index + 1)...].firstIndex(of: "\""),
        end + 1 == characters.count || characters[end + 1] == " "
      {
        // A blank that is kept is no end of the word.
        word += String(characters[(index + 1)..<end])
        words.append(word)
        word = ""
        index = end + 1
      } else if character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
        index += 1
      } else {
        word.append(character)
        index += 1
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  static func term(_ word: String) -> Result<Term, Problem> {
    var rest = Substring(word)
    var isInverted = rest.count > 1 && rest.first == "!"
    if isInverted { rest = rest.dropFirst() }
    let name = rest.prefix { $0.isLetter }
    var tail = rest.dropFirst(name.count)
    if tail.first == "!", let next = tail.dropFirst().first, next == "=" || next == "~",
      Field(rawValue: name.lowercased()) != nil
    {
      tail = tail.dropFirst()
      isInverted.toggle()
    }
    guard let sign = tail.first, "=~<>".contains(sign), let field = Field(rawValue: name.lowercased()) else {
      if tail.first.map("=~<>".contains) == true, let near = misspelled(name.lowercased()) {
        return .failure(Problem(text: "no \(name); did you mean \(near)?"))
      }
      return pattern(String(rest), orElse: Test.contains).map { Term(field: .any, test: $0, isInverted: isInverted) }
    }
    let value = String(tail.dropFirst())
    if value.first == "\"" { return .failure(Problem(text: "the quotation mark is not closed")) }
    switch sign {
    case "=": return .success(Term(field: field, test: .equals(value.utf8.lowered), isInverted: isInverted))
    case "~":
      return pattern(value) { $0.contains(where: { $0 == 42 || $0 == 63 }) ? .matches(GlobPattern($0)) : .contains($0) }
        .map { Term(field: field, test: $0, isInverted: isInverted) }
    default:
      let isOrEqual = value.first == "="
      let digits = isOrEqual ? String(value.dropFirst()) : value
      guard let number = Double(digits), number.isFinite else {
        return .failure(Problem(text: "\(field.rawValue)\(sign) wants a number"))
      }
      let comparison: ThresholdComparison = sign == ">" ? (isOrEqual ? .atLeast : .above) : isOrEqual ? .atMost : .below
      return .success(Term(field: field, test: .compares(comparison, number), isInverted: isInverted))
    }
  }

  /// The first word of a line that looks like a field's and is none's; a list has no text for it to stand in.
  public static func unknownField(_ line: String) -> String? {
    for word in words(line) {
      let rest = word.first == "!" ? word.dropFirst() : word[...]
      let name = rest.prefix { $0.isLetter }
      guard !name.isEmpty, let sign = rest.dropFirst(name.count).first, "=~<>".contains(sign) else { continue }
      if Field(rawValue: name.lowercased()) == nil { return String(name) }
    }
    return nil
  }

  /// The fields that can be named.
  public static var fieldNames: String {
    Field.allCases.filter { $0 != .any && $0 != .text }.map(\.rawValue).joined(separator: ", ")
  }

  /// The field that a word is nearly the name of; nil for any other text, which may well have such signs in it.
  private static func misspelled(_ word: String) -> String? {
    let fields = Field.allCases.filter { $0 != .any && $0 != .text }.map(\.rawValue)
    guard word.count >= 4, let near = Spelling.nearest(to: word, among: fields) else { return nil }
    return Spelling.distance(word, near) <= (word.count >= 6 ? 2 : 1) ? near : nil
  }

  private static func pattern(_ text: String, orElse: ([UInt8]) -> Test) -> Result<Test, Problem> {
    guard text.count > 2, text.first == "/", text.last == "/" else { return .success(orElse(text.utf8.lowered)) }
    guard let expression = RegularExpression(String(text.dropFirst().dropLast())) else {
      return .failure(Problem(text: "\(text) is no regular expression"))
    }
    return .success(.finds(expression))
  }
}

/// A pattern with `*` for any text and `?` for one byte, over lower-case bytes.
struct GlobPattern {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether the whole text fits. Goes back only to the last `*`, so it takes at most text × pattern steps.
  func matches(_ text: [UInt8]) -> Bool {
    var (at, place) = (0, 0)
    var star: (place: Int, at: Int)?
    while at < text.count {
      if place < bytes.count, bytes[place] == 42 {
        star = (place, at)
        place += 1
      } else if place < bytes.count, bytes[place] == 63 || bytes[place] == text[at] {
        (at, place) = (at + 1, place + 1)
      } else if let back = star {
        star = (back.place, back.at + 1)
        (at, place) = (back.at + 1, back.place + 1)
      } else {
        return false
      }
    }
    return bytes[place...].allSatisfy { $0 == 42 }
  }
}

extension Sequence<UInt8> {
  /// The bytes with ASCII letters in lower case.
  var lowered: [UInt8] { map(MessageLog.lower) }
}
