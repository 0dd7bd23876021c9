import Glibc

/// The system's text for an error number, such as `No such file or directory`.
func errorText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
