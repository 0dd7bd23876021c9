import PlantView

/// What the terminal has to say.
enum ScreenInput {
  case key(Key)
  case resized
  /// Somebody else asked the process to stop (SIGTSTP).
  case stopAsked
  /// The process was stopped and continued from outside.
  case continued
}
