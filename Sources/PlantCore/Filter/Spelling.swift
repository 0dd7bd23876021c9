/// How far two words are apart, to name the nearest one when a name is not known.
public enum Spelling {
  /// The one of `known` that is most like `word`, the first of equals; nil when none is like it.
  ///
  /// Like are words of which one begins with the other, and words that a third of their characters tell apart.
  public static func nearest(to word: String, among known: [String]) -> String? {
    let near = known.filter { other in
      min(word.count, other.count) > 1 && (other.hasPrefix(word) || word.hasPrefix(other))
        || distance(word, other) <= max(2, max(word.count, other.count) / 3)
    }
    return near.min { distance(word, $0) < distance(word, $1) }
  }

  /// What to say of a `word` that is not `known`: the nearest one, else all of them if they are few, else nothing.
  public static func advice(for word: String, among known: [String]) -> String {
    if let near = nearest(to: word, among: known) { return "did you mean \(near)?" }
    return known.isEmpty || known.count > 12 ? "" : "one of " + known.joined(separator: ", ")
  }

  /// The number of characters to add, drop or change to get from one to the other.
  public static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let change = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
