/// One row of items that give way in order when room is short: each item has shorter and shorter forms, the last
/// of which may be nothing. Nothing is ever cut in the middle.
struct FittedLine {
  struct Item {
    /// From the longest form to the shortest; an empty one means the item is dropped.
    var forms: [String]
    var role: Role
    var attributes: Attributes = []
    /// Items with a smaller number give way first. An item that can still be shortened more than once is ten
    /// less for each further form, so that long forms shrink before short ones go.
    var keep: Int

    fileprivate func keep(at form: Int) -> Int { keep - 10 * (forms.count - 2 - form) }
  }

  var left: [Item]
  var right: [Item] = []
  var gap = 2

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    var items = left.map { (item: $0, form: 0) } + right.map { (item: $0, form: 0) }
    func text(_ index: Int) -> String { items[index].item.forms[items[index].form] }
    func width() -> Int {
      var total = 0
      for index in items.indices {
        let columns = CleanText.width(of: text(index), isASCII: canvas.isASCII)
        if columns > 0 { total += columns + (total > 0 ? gap : 0) }
      }
      return total
    }
    while width() > area.width {
      let candidates = items.indices.filter { items[$0].form + 1 < items[$0].item.forms.count }
      guard !candidates.isEmpty else {
        // Every form is used up: whole items go, the most telling one last.
        let standing = items.indices.filter { !text($0).isEmpty }
        guard standing.count > 1, let least = standing.min(by: { items[$0].item.keep < items[$1].item.keep })
        else { break }
        items[least].item.forms = [""]
        items[least].form = 0
        continue
      }
      guard
        let next = candidates.min(by: {
          items[$0].item.keep(at: items[$0].form) < items[$1].item.keep(at: items[$1].form)
        })
      else { break }
      items[next].form += 1
    }
    // What a long form of something else has left over goes to the most telling ones.
    for index in items.indices.sorted(by: { items[$0].item.keep > items[$1].item.keep }) {
      let fitted = items[index].form
      for form in 0..<fitted {
        items[index].form = form
        if width() <= area.width { break }
        items[index].form = fitted
      }
    }

    var x = area.x
    for index in left.indices where !text(index).isEmpty {
      if x > area.x { x += gap }
      x += canvas.write(
        text(index), x: x, y: area.y, limit: area.maxX - x, role: items[index].item.role,
        attributes: items[index].item.attributes)
    }
    var end = area.maxX
    for index in items.indices.dropFirst(left.count).reversed() where !text(index).isEmpty {
      let columns = CleanText.width(of: text(index), isASCII: canvas.isASCII)
      guard end - columns >= x else { break }
      canvas.write(
        text(index), x: end - columns, y: area.y, role: items[index].item.role,
        attributes: items[index].item.attributes)
      end -= columns + gap
    }
  }
}
