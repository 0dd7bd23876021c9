/// The theme files compiled into the program.
public enum BuiltInThemes {}
