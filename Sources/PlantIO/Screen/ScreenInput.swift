import PlantView

/// What the terminal has to say.
enum ScreenInput {
  case key(Key)
  /// A click on a cell.
  case click(x: Int, y: Int)
  /// The wheel turned over a cell; down is positive.
  case wheel(Int, x: Int, y: Int)
  case resized
  /// Somebody else asked the process to stop (SIGTSTP).
  case stopAsked
  /// The process was stopped and continued from outside.
  case continued
}
