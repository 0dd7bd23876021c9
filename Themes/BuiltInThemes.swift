/// The theme files compiled into the program: one file to copy is all an operator needs.
public enum BuiltInThemes {
  /// Name and text of every theme, in the order in which they are offered; the first is the default.
  public static let all: [(name: String, text: String)] = [
    ("quiet-dark", text(PackageResources.quiet_dark_toml)),
    ("quiet-light", text(PackageResources.quiet_light_toml)),
    ("high-contrast", text(PackageResources.high_contrast_toml)),
    ("deutan", text(PackageResources.deutan_toml)),
    ("tritan", text(PackageResources.tritan_toml)),
    ("terminal", text(PackageResources.terminal_toml)),
    ("console", text(PackageResources.console_toml)),
    ("mono", text(PackageResources.mono_toml)),
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
