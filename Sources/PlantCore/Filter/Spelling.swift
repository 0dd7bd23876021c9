/// How far two words are apart, to name the nearest one when a name is not known.
public enum Spelling {
  /// The one of `known` that is most like `word`, the first of equals; nil when nothing is known.
  public static func nearest(to word: String, among known: [String]) -> String? {
    known.min { distance(word, $0) < distance(word, $1) }
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
