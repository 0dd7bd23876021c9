/// MQTT topic filters made from topic templates, so that no message is delivered twice.
enum TopicFilters {
  /// The filters for `templates`: a level with a `{name}` becomes `+`; filters that another covers are left out.
  static func filters(for templates: [String]) -> [String] {
    var result: [String] = []
    for template in templates {
      let levels = template.split(separator: "/", omittingEmptySubsequences: false)
      let filter = levels.map { $0.contains("{") ? "+" : String($0) }.joined(separator: "/")
      if result.contains(where: { covers($0, filter) }) { continue }
      result.removeAll { covers(filter, $0) }
      result.append(filter)
    }
    return result
  }

  /// For MQTT 3.1.1, which has no subscription identifiers: filters that overlap in part become one wider filter.
  ///
  /// Whoever subscribes to the result has to drop what none of the original filters matches.
  static func disjoint(_ filters: [String]) -> [String] {
    var result = filters
    var index = 0
    while index < result.count {
      if let other = result.indices.first(where: { $0 > index && overlap(result[index], result[$0]) }) {
        result[index] = union(result[index], result[other])
        result.remove(at: other)
        index = 0
      } else {
        index += 1
      }
    }
    return result
  }

  /// Whether every topic that `inner` matches is matched by `outer`.
  static func covers(_ outer: String, _ inner: String) -> Bool {
    let (outer, inner) = (split(outer), split(inner))
    for (index, level) in outer.enumerated() {
      if level == "#" { return index <= inner.count }
      guard index < inner.count else { return false }
      if inner[index] == "#" || (level != "+" && level != inner[index]) { return false }
    }
    return outer.count == inner.count
  }

  /// Whether some topic is matched by both.
  static func overlap(_ left: String, _ right: String) -> Bool {
    let (left, right) = (split(left), split(right))
    for index in 0..<max(left.count, right.count) {
      let (a, b) = (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil)
      if a == "#" || b == "#" { return true }
      guard let a, let b, a == b || a == "+" || b == "+" else { return false }
    }
    return true
  }

  /// A filter that covers both.
  static func union(_ left: String, _ right: String) -> String {
    let (left, right) = (split(left), split(right))
    var result: [Substring] = []
    for index in 0..<max(left.count, right.count) {
      guard index < left.count, index < right.count, left[index] != "#", right[index] != "#" else {
        result.append("#")
        break
      }
      result.append(left[index] == right[index] ? left[index] : "+")
    }
    return result.joined(separator: "/")
  }

  private static func split(_ filter: String) -> [Substring] {
    filter.split(separator: "/", omittingEmptySubsequences: false)
  }
}
