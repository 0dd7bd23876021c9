import PlantCore

/// Gives the focused pane more rows, or fewer.
func resizePane(_ state: inout UIState, by rows: Int) -> [Effect] {
  guard state.layout.panes.count > 1 else {
    return state.complain("one pane has the whole screen")
  }
  let (layout, split) = (state.layout, state.split)
  switch state.focus {
  case .devices: state.split.devices += rows
  case .anomalies: state.split.anomalies += rows
  default: state.split.devices -= rows
  }
  guard state.layout != layout else {
    // What changes nothing is not kept: it would have to be undone by as many keys.
    state.split = split
    return state.complain("there is no more room to give")
  }
  return [.queryChanged]
}
