import Glibc

/// A POSIX extended regular expression that ignores case; an automaton of the C library, so that no pattern takes
/// exponential time.
@safe final class RegularExpression {
  private var compiled = unsafe regex_t()

  /// Nil when the text is none.
  init?(_ text: String) {
    guard !text.utf8.contains(0), unsafe regcomp(&compiled, text, REG_EXTENDED | REG_ICASE | REG_NOSUB) == 0 else {
      return nil
    }
  }

  deinit { unsafe regfree(&compiled) }

  /// Whether it is found somewhere in a text, up to the first NUL.
  func isFound(in text: String) -> Bool { unsafe regexec(&compiled, text, 0, nil, 0) == 0 }
}
