extension Keymap {
  /// The keys plantwatch ships with.
  public static let standard = Keymap(
    bindings: moving + operating + looking + replaying + program + overlays)

  private static let moving: [Binding] = [
    Binding(.everywhere, [.up, .character("k")], .lines(-1), "one line up"),
    Binding(.everywhere, [.down, .character("j")], .lines(1), "one line down"),
    Binding(.everywhere, [.pageUp, .control("b")], .halfPages(-2), "one page up"),
    Binding(.everywhere, [.pageDown, .control("f")], .halfPages(2), "one page down"),
    Binding(.everywhere, [.control("u")], .halfPages(-1), "half a page up"),
    Binding(.everywhere, [.control("d")], .halfPages(1), "half a page down"),
    Binding(.everywhere, [.character("g"), .home], .first, "to the top"),
    Binding(.everywhere, [.character("G"), .end], .last, "to the end; log follows"),
    Binding(.overview, [.tab], .nextPane, "next pane", hint: "pane"),
    Binding(.overview, [.backTab], .previousPane, "previous pane"),
    Binding(.everywhere, [.character("1")], .pane(.devices), "devices"),
    Binding(.everywhere, [.character("2")], .pane(.anomalies), "anomalies"),
    Binding(.everywhere, [.character("3")], .pane(.messages), "messages"),
    Binding(.everywhere, [.character("4")], .pane(.alarms), "alarms"),
    Binding(.everywhere, [.character("5")], .pane(.journal), "journal of the shift"),
    Binding(.everywhere, [.character("6")], .pane(.wall), "the plant as a wall"),
    Binding(.devices, [.enter], .open, "open the device", hint: "open"),
    Binding(.wall, [.enter], .open, "open the device", hint: "open"),
    Binding(.wall, [.left, .character("h")], .sideways(-1), "one tile to the left"),
    Binding(.wall, [.right, .character("l")], .sideways(1), "one tile to the right"),
    Binding(.anomalies, [.enter], .open, "open its device", hint: "open"),
    Binding(.alarms, [.enter], .open, "meaning, what to do", hint: "what to do"),
    Binding(.card, [.enter], .open, "open its device", hint: "device"),
    Binding(.card, [.character("q")], .back, "back to the alarms", hint: "back"),
    Binding(.messages, [.enter], .open, "the message in full", hint: "open"),
    Binding(.message, [.enter], .open, "open its device", hint: "device"),
    Binding(.message, [.character("q")], .back, "back to the log", hint: "back"),
    Binding(.messages, [.left, .character("h")], .sideways(-8), "scroll to the left"),
    Binding(.messages, [.right, .character("l")], .sideways(8), "scroll to the right"),
    Binding(.everywhere, [.escape], .close, "back; then no filter"),
    Binding(.device, [.character("q")], .back, "back to the overview", hint: "back"),
    Binding(.overview, [.character("f")], .fullScreen, "one pane in full", hint: "full"),
    Binding(.everywhere, [.character("p")], .preset, "next layout"),
    Binding(.device, [.tab], .nextPane, "next sensor", hint: "sensor"),
    Binding(.device, [.backTab], .previousPane, "previous sensor"),
  ]

  private static let operating: [Binding] = [
    Binding(.everywhere, [.character("a")], .acknowledge, "acknowledge the alarm", hint: "ack"),
    Binding(.everywhere, [.character("A")], .acknowledgeAll, "acknowledge all in view"),
    Binding(.everywhere, [.character("x")], .shelve, "shelve, or unshelve", hint: "shelve"),
    Binding(.everywhere, [.character("o")], .outOfService, "out of service, or back"),
    Binding(.everywhere, [.character("b")], .silence, "silence the bell 2 min"),
    Binding(.everywhere, [.character(":")], .command, "type a command", hint: "command"),
  ]

  private static let looking: [Binding] = [
    Binding(
      .devices, [.character("/")], .find, "filter: press-07, value>4 …", hint: "filter"),
    Binding(
      .devices, [.character("s")], .sort, "next order of the rows", hint: "sort"),
    Binding(.wall, [.character("s")], .sort, "by area, kind, type", hint: "show"),
    Binding(.anomalies, [.character("/")], .find, "show only", hint: "only"),
    Binding(.alarms, [.character("/")], .find, "show only", hint: "only"),
    Binding(.wall, [.character("/")], .find, "filter: press-07, value>4 …", hint: "filter"),
    Binding(.devices, [.character("r")], .reverse, "reverse the order"),
    Binding(.messages, [.character("/")], .find, "search", hint: "search"),
    Binding(
      .journal, [.character("/")], .find, "show only (! inverts)", hint: "only"),
    Binding(.messages, [.character("n")], .findNext, "next match"),
    Binding(.messages, [.character("N")], .findPrevious, "previous match"),
    Binding(
      .messages, [.character("&")], .filterMessages, "show only (! inverts)", hint: "only"),
    Binding(.anomalies, [.character("m")], .showMessage, "the message behind it", hint: "message"),
    Binding(.alarms, [.character("m")], .showMessage, "the message behind it", hint: "message"),
    Binding(.card, [.character("m")], .showMessage, "the message behind it", hint: "message"),
    Binding(.devices, [.character("m")], .showMessage, "its messages"),
    Binding(.wall, [.character("m")], .showMessage, "its messages"),
    Binding(.device, [.character("m")], .showMessage, "its messages", hint: "messages"),
    Binding(.everywhere, [.character("e")], .nextAlarm, "next alarm (E: before)"),
    Binding(.everywhere, [.character("E")], .previousAlarm, ""),
    Binding(.everywhere, [.character("w")], .nextAdvisory, "next advisory (W: before)"),
    Binding(.everywhere, [.character("W")], .previousAdvisory, ""),
  ]

  private static let replaying: [Binding] = [
    Binding(.replay, [.left], .seek(-5), "5 s back"),
    Binding(.replay, [.right], .seek(5), "5 s forward"),
    Binding(.replay, [.shiftLeft], .seekTenths(-1), "a tenth back"),
    Binding(.replay, [.shiftRight], .seekTenths(1), "a tenth forward"),
    Binding(.replay, [.character("["), .character("W")], .previousAnomaly, "previous anomaly"),
    Binding(.replay, [.character("]"), .character("w")], .nextAnomaly, "next anomaly", hint: "anomaly"),
    Binding(.everywhere, [.character("}")], .nextNote, "next note ({: before)"),
    Binding(.everywhere, [.character("{")], .previousNote, ""),
    Binding(.replay, [.character(",")], .step(-1), "one record back, paused"),
    Binding(.replay, [.character(".")], .step(1), "one record on, paused", hint: "step"),
    Binding(.replay, [.character("`")], .present, "back to now, or to the end", hint: "now"),
    Binding(.replay, [.character("+"), .character("=")], .faster, "faster", hint: "faster"),
    Binding(.replay, [.character("-")], .slower, "slower"),
  ]

  private static let program: [Binding] = [
    Binding(.everywhere, [.character(" ")], .pause, "pause and go on", hint: "pause"),
    Binding(.everywhere, [.character("?"), .function(1)], .help, "this help", hint: "help"),
    Binding(.everywhere, [.character("T")], .theme, "next theme"),
    Binding(.everywhere, [.character("u")], .zone, "local time, or UTC"),
    Binding(.everywhere, [.control("l")], .repaint, "paint the screen anew"),
    Binding(.everywhere, [.control("z")], .suspend, "suspend"),
    Binding(.everywhere, [.character("q")], .back, "back; asks, then quits", hint: "quit"),
    Binding(.everywhere, [.control("c")], .quitNow, "quit, alarms: twice"),
  ]

  private static let overlays: [Binding] = [
    Binding(
      .help, [.escape, .character("q"), .character("?"), .function(1), .enter], .close, "close help", hint: "close"),
    Binding(.help, [.up, .character("k")], .lines(-1), ""),
    Binding(.help, [.down, .character("j")], .lines(1), "scroll", hint: "more"),
    Binding(.help, [.pageUp, .control("u")], .halfPages(-1), ""),
    Binding(.help, [.pageDown, .control("d"), .character(" ")], .halfPages(1), ""),
    Binding(.help, [.character("g"), .home], .first, ""),
    Binding(.help, [.character("G"), .end], .last, ""),
    Binding(.help, [.character("/")], .find, "", hint: "only"),
    Binding(.help, [.control("l")], .repaint, ""),
    Binding(.help, [.control("z")], .suspend, ""),
    Binding(.help, [.control("c")], .quitNow, ""),
    Binding(.prompt, [.enter], .accept, "accept", hint: "accept"),
    Binding(.prompt, [.escape], .cancel, "leave as it was", hint: "cancel"),
    Binding(.prompt, [.backspace, .delete], .eraseCharacter, ""),
    Binding(.prompt, [.control("u")], .eraseAll, "erase all"),
    Binding(.prompt, [.tab], .complete(1), "complete a command", hint: "complete"),
    Binding(.prompt, [.backTab], .complete(-1), ""),
    Binding(.prompt, [.up], .recall(1), "the line before", hint: "before"),
    Binding(.prompt, [.down], .recall(-1), ""),
    Binding(.prompt, [.control("l")], .repaint, ""),
    Binding(.prompt, [.control("z")], .suspend, ""),
    Binding(.prompt, [.control("c")], .quitNow, ""),
    Binding(.question, [.character("y"), .character("Y")], .confirm(true), "yes", hint: "yes"),
    Binding(
      .question, [.character("n"), .character("N"), .escape, .character("q")], .confirm(false), "no", hint: "no"),
    Binding(.question, [.control("l")], .repaint, ""),
    Binding(.question, [.control("z")], .suspend, ""),
    Binding(.question, [.control("c")], .quitNow, ""),
  ]
}
