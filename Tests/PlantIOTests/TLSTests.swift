import Glibc
import PlantCore
import Testing

@testable import PlantIO

/// Certificates made for one test: an authority, and what it signs.
private struct Authority {
  let folder: TemporaryFolder
  let name: String
  var certificate: String { folder.path(name + ".crt") }

  init(_ name: String, in folder: TemporaryFolder) {
    self.folder = folder
    self.name = name
    _ = folder.file(
      name + ".cnf",
      """
      [ca]
      default_ca = own
      [own]
      dir = \(folder.path)
      database = \(folder.path)/\(name).index
      new_certs_dir = \(folder.path)
      rand_serial = yes
      default_md = sha256
      policy = any
      copy_extensions = copy
      unique_subject = no
      [any]
      commonName = supplied
      """)
    _ = folder.file(name + ".index")
    run(
      "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-keyout", folder.path(name + ".key"), "-out", certificate, "-subj", "/CN=\(name)", "-days", "30")
  }

  /// Signs a certificate; dates as openssl writes them.
  func sign(_ subject: String, names: String, from: String = "20240101000000Z", until: String = "20991231000000Z") {
    run(
      "/usr/bin/openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
      folder.path(subject + ".key"), "-out", folder.path(subject + ".csr"), "-subj", "/CN=\(subject)", "-addext",
      "subjectAltName=\(names)")
    run(
      "/usr/bin/openssl", "ca", "-batch", "-config", folder.path(name + ".cnf"), "-cert", certificate, "-keyfile",
      folder.path(name + ".key"), "-in", folder.path(subject + ".csr"), "-out", folder.path(subject + ".crt"),
      "-startdate", from, "-enddate", until, "-notext")
  }
}

/// Whether certificates can be made here.
private let hasOpenSSL: ConditionTrait = .enabled(
  if: unsafe access("/usr/bin/openssl", X_OK) == 0, "openssl is not installed")

@Suite(hasMosquitto, hasOpenSSL, .serialized)
struct TLSTests {
  private let folder = TemporaryFolder()
  private let authority: Authority

  init() { authority = Authority("plant-ca", in: folder) }

  private func broker(_ subject: String, extra: String = "") throws -> DemoBroker {
    try DemoBroker(
      extraConfiguration: """
        allow_anonymous true
        cafile \(authority.certificate)
        certfile \(folder.path(subject + ".crt"))
        keyfile \(folder.path(subject + ".key"))
        \(extra)
        """)
  }

  /// What a client says that trusts `trusted` and calls the broker `host`.
  private func failure(
    _ broker: DemoBroker, trusting trusted: String? = nil, host: String = "localhost", client: String? = nil
  ) throws -> String {
    var options = BrokerOptions(urls: [try BrokerURL("mqtts://\(host):\(broker.url.port)")])
    options.caFile = trusted ?? authority.certificate
    if let client {
      options.certificateFile = folder.path(client + ".crt")
      options.keyFile = folder.path(client + ".key")
    }
    let listener = Listener(options)
    _ = eventually { listener.stage == .subscribedSilent || listener.stage == .backoff }
    return listener.stage == .subscribedSilent ? "" : listener.feed.status.failure
  }

  @Test func `a good certificate is accepted, and messages pass`() throws {
    authority.sign("good", names: "DNS:localhost,IP:127.0.0.1")
    let broker = try broker("good")
    defer { broker.end() }
    var options = BrokerOptions(urls: [try BrokerURL("mqtts://localhost:\(broker.url.port)")])
    options.caFile = authority.certificate
    let listener = Listener(options)
    #expect(eventually { listener.stage == .subscribedSilent }, "\(listener.feed.status.failure)")
    let tls = try TLSContext(options: options, host: "localhost")
    let messages = (0..<500).map { ("sensor/a/data", "\($0)") }
    #expect(publish(messages, to: options.urls[0], tls: tls))
    #expect(eventually { listener.messages().count == 500 })
    #expect(try failure(broker, host: "127.0.0.1") == "")
    // 31 December 2099, as the authority signed it.
    #expect(listener.feed.certificateEnd.iso8601.hasPrefix("2099-12-31"), "\(listener.feed.certificateEnd.iso8601)")
  }

  @Test func `an authority that is not trusted is named`() throws {
    authority.sign("good", names: "DNS:localhost")
    let other = Authority("other-ca", in: folder)
    let broker = try broker("good")
    defer { broker.end() }
    let why = try failure(broker, trusting: other.certificate)
    #expect(why.contains("authority not trusted here: plant-ca"), "\(why)")
  }

  @Test func `expired and not yet valid are told apart, with their dates`() throws {
    authority.sign("old", names: "DNS:localhost", from: "20200101000000Z", until: "20200201000000Z")
    authority.sign("early", names: "DNS:localhost", from: "20980101000000Z")
    let old = try broker("old")
    defer { old.end() }
    let expired = try failure(old)
    #expect(expired.contains("has expired (2020-02-01"), "\(expired)")
    let early = try broker("early")
    defer { early.end() }
    let tooEarly = try failure(early)
    #expect(tooEarly.contains("not yet valid (from 2098-01-01"), "\(tooEarly)")
  }

  @Test func `a wrong host name is told with the right ones`() throws {
    authority.sign("named", names: "DNS:broker-a.plant,DNS:broker-b.plant")
    let broker = try broker("named")
    defer { broker.end() }
    let why = try failure(broker)
    #expect(why.contains("is for broker-a.plant, broker-b.plant, not for localhost"), "\(why)")
    let address = try failure(broker, host: "127.0.0.1")
    #expect(address.contains("not for 127.0.0.1"), "\(address)")
  }

  @Test func `a missing or refused client certificate is named`() throws {
    authority.sign("good", names: "DNS:localhost")
    authority.sign("operator", names: "DNS:operator")
    let other = Authority("other-ca", in: folder)
    other.sign("stranger", names: "DNS:stranger")
    let broker = try broker("good", extra: "require_certificate true")
    defer { broker.end() }
    let missing = try failure(broker)
    #expect(missing.contains("requires a client certificate"), "\(missing)")
    let refused = try failure(broker, client: "stranger")
    #expect(refused.contains("refused our client certificate"), "\(refused)")
    #expect(try failure(broker, client: "operator") == "")
  }

  @Test func `an encrypted key needs its passphrase`() throws {
    authority.sign("operator", names: "DNS:operator")
    run(
      "/usr/bin/openssl", "ec", "-in", folder.path("operator.key"), "-aes256", "-passout", "pass:geheim", "-out",
      folder.path("locked.key"))
    var options = BrokerOptions(urls: [try BrokerURL("mqtts://localhost")])
    options.caFile = authority.certificate
    options.certificateFile = folder.path("operator.crt")
    options.keyFile = folder.path("locked.key")
    #expect(throws: SetupError.self) { try options.validate() }
    options.keyPassphrase = Secret("geheim")
    try options.validate()
    options.caFile = folder.path("none")
    #expect(throws: SetupError.self) { try options.validate() }
  }

  @Test func `a broker without TLS is no TLS broker`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    let why = try failure(broker)
    #expect(!why.isEmpty)
  }
}
