import CSystem
import Glibc
import PlantCore

/// TLS towards one broker: verifies chain and host name, and says in words what failed.
///
/// Confined to the thread that makes it.
@safe final class TLSContext {
  private let context: OpaquePointer

  /// - Throws: `SetupError` when an authorities, certificate or key file cannot be used.
  init(options: BrokerOptions, host: String) throws(SetupError) {
    for case let path? in [options.caFile, options.certificateFile, options.keyFile]
    where unsafe access(path, R_OK) != 0 {
      throw SetupError(path, "cannot be read: \(errorText(errno))", fix: "check --cafile, --cert and --key")
    }
    var why = [CChar](repeating: 0, count: 512)
    let made = unsafe plant_tls_new(
      options.caFile, options.certificateFile, options.keyFile, options.keyPassphrase?.text, host, &why, why.count)
    guard let made = unsafe made else {
      throw SetupError("TLS", Self.text(why), fix: "check --cafile, --cert, --key and the key's passphrase")
    }
    unsafe context = made
  }

  deinit { unsafe plant_tls_free(context) }

  /// The `SSL_CTX` for the library.
  var pointer: UnsafeMutableRawPointer? { unsafe plant_tls_context(context) }

  /// Forgets what earlier attempts found.
  func begin() { unsafe plant_tls_begin(context) }

  /// Whether the handshake has been finished since `begin`.
  var isDone: Bool { unsafe plant_tls_is_done(context) }

  /// When the first certificate ends, the broker's or our own; unknown before the handshake and without both.
  var end: Stamp {
    let second = unsafe plant_tls_end(context)
    return second > 0 ? Stamp(seconds: second) : .unknown
  }

  /// What went wrong since `begin` in words; empty when nothing is known to have.
  var failure: String {
    var words = [CChar](repeating: 0, count: 512)
    unsafe plant_tls_describe(context, &words, words.count)
    return Self.text(words)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
