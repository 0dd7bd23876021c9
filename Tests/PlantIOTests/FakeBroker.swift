import Glibc
import PlantCore

@testable import PlantIO

/// A listener on loopback that answers each packet with scripted bytes: for what a real broker cannot be made to say.
final class FakeBroker: Sendable {
  let url: BrokerURL
  private let listener: Int32
  private let worker: Worker

  /// - Parameter answer: Receives a whole packet (short ones only); nil closes the connection.
  init(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    precondition(isBound)
    listener = descriptor
    url = try BrokerURL("mqtt://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
    worker = Worker(name: "fake-broker") {
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection < 0 { return }
        while let packet = Self.packet(from: connection), let bytes = answer(packet) {
          _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    worker.join()
    close(listener)
  }

  private static func packet(from connection: Int32) -> [UInt8]? {
    var head: [UInt8] = [0, 0]
    guard unsafe recv(connection, &head, 2, Int32(MSG_WAITALL)) == 2 else { return nil }
    var body = [UInt8](repeating: 0, count: Int(head[1]))
    if !body.isEmpty, unsafe recv(connection, &body, body.count, Int32(MSG_WAITALL)) != body.count { return nil }
    return head + body
  }
}
