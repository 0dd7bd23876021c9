/// The first elements of an order, found without sorting all that are offered.
///
/// Thousands of alarms may stand where a screen shows a page: only a page's worth of candidates is kept and sorted.
struct LeadingPage<Element> {
  private let limit: Int
  private let room: Int
  private let areInOrder: (Element, Element) -> Bool
  private var kept: [Element] = []

  /// - Parameter limit: How many elements are wanted; `Int.max` keeps all.
  init(_ limit: Int, by areInOrder: @escaping (Element, Element) -> Bool) {
    self.limit = max(0, limit)
    room = limit < 1 << 30 ? 2 * max(limit, 64) : .max
    self.areInOrder = areInOrder
  }

  mutating func offer(_ element: Element) {
    kept.append(element)
    // Room for as many again: one sort for each page's worth of candidates.
    if kept.count >= room { trim() }
  }

  /// The page, in order.
  var elements: [Element] {
    mutating get {
      trim()
      return kept
    }
  }

  private mutating func trim() {
    kept.sort(by: areInOrder)
    if kept.count > limit { kept.removeLast(kept.count - limit) }
  }
}
