import PlantCore
import Synchronization
import Testing

@testable import PlantIO

@Suite struct ByteRingTests {
  private func next(_ ring: ByteRing) -> [UInt8]? {
    guard let frame = unsafe ring.peek() else { return nil }
    defer { ring.release() }
    return unsafe Array(frame.bytes)
  }

  @Test func `frames come out as they went in, also around the end of the storage`() {
    let ring = ByteRing(capacity: 1024, reserve: 128)
    var sent = 0
    var received = 0
    for round in 0..<500 {
      func frame() -> [UInt8] { [UInt8](repeating: UInt8(sent & 255), count: sent % 97) }
      while ring.push(frame(), kind: .message, arrival: Stamp(seconds: 1)) { sent += 1 }
      for _ in 0...(round % 3) {
        guard let bytes = next(ring) else { break }
        #expect(bytes == [UInt8](repeating: UInt8(received & 255), count: received % 97))
        received += 1
      }
    }
    while let bytes = next(ring) {
      #expect(bytes.count == received % 97)
      received += 1
    }
    #expect(sent == received)
    #expect(ring.usedBytes == 0)
  }

  @Test func `a full ring still has room for a control record`() {
    let ring = ByteRing(capacity: 4096, reserve: 512)
    while ring.push([UInt8](repeating: 1, count: 100), kind: .message, arrival: Stamp(seconds: 1)) {}
    #expect(ring.push([2, 2, 2], kind: .control, arrival: Stamp(seconds: 2)))
    #expect(!ring.push([UInt8](repeating: 1, count: 100), kind: .message, arrival: Stamp(seconds: 3)))
  }

  @Test func `what a full ring refused is told before the next message`() {
    let feed = LiveFeed(clock: ArrivalClock(), ringBytes: 1 << 17)
    let writer = RingWriter(feed: feed)
    let payload = [UInt8](repeating: 65, count: 1000)
    let topic = bytes("sensor/a/data")
    func send() {
      unsafe topic.withUnsafeBytes { topic in
        unsafe payload.withUnsafeBytes { payload in
          unsafe writer.message(topic: topic, payload: payload, qos: 0, isRetained: false)
        }
      }
    }
    for _ in 0..<200 { send() }
    var records: [String] = []
    var kept = 0
    while let record = next(feed.ring) {
      if record.first == 35 { records.append(String(decoding: record, as: UTF8.self)) } else { kept += 1 }
    }
    send()
    while let record = next(feed.ring) { records.append(String(decoding: record.prefix(120), as: UTF8.self)) }
    let told = records.compactMap { record in
      record.firstRange(of: "{\"lost\":").map { Int(record[$0.upperBound...].prefix { $0.isNumber }) ?? 0 }
    }
    #expect(kept + told.reduce(0, +) == 200)
    #expect(records.last?.contains("sensor/a/data") == true)
  }

  @Test func `one producer and one consumer at full speed lose and invent nothing`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("ring stress seed \(seed)")
    let ring = ByteRing(capacity: 1 << 14, reserve: 1024)
    let total = 200_000
    let producer = Worker(name: "producer") {
      var state = seed
      for number in 0..<total {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        let count = 8 + Int(state >> 33) % 300
        var frame = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
        for byte in 0..<8 { frame[byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
        while !ring.push(frame, kind: .message, arrival: Stamp(nanoseconds: Int64(number))) { Worker.yield() }
      }
    }
    var expected = 0
    var isIntact = true
    while expected < total {
      guard let frame = unsafe ring.peek() else {
        Worker.yield()
        continue
      }
      let number = unsafe frame.bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      let tail = unsafe frame.bytes.dropFirst(8).allSatisfy { $0 == UInt8(truncatingIfNeeded: expected) }
      isIntact = unsafe isIntact && number == expected && tail && frame.arrival.nanoseconds == Int64(expected)
      ring.release()
      expected += 1
    }
    producer.join()
    #expect(isIntact, "seed \(seed)")
    #expect(ring.usedBytes == 0)
  }
}

@Suite struct CaptureRecordTests {
  private func record(topic: String, payload: [UInt8], at stamp: Stamp) -> [UInt8] {
    let bound = CaptureRecord.bound(topicBytes: topic.utf8.count, payloadBytes: payload.count)
    var room = [UInt8](repeating: 0, count: bound)
    let count = unsafe room.withUnsafeMutableBytes { room in
      unsafe bytes(topic).withUnsafeBytes { topic in
        unsafe payload.withUnsafeBytes { payload in
          unsafe CaptureRecord.write(
            into: room, arrival: stamp, qos: 1, isRetained: true, topic: topic, payload: payload)
        }
      }
    }
    return Array(room[..<count])
  }

  @Test func `a record is what mosquitto_sub would print, with nine digits of nanoseconds`() {
    let stamp = Stamp(nanoseconds: 1_764_000_000_000_000_042)
    let written = record(topic: "sensor/a/data", payload: bytes("{}"), at: stamp)
    #expect(String(decoding: written, as: UTF8.self) == "1764000000.000000042\t1\t1\t2\tsensor/a/data\t{}\n")
  }

  @Test func `a payload is stored byte by byte, a control character in a topic is not`() {
    let written = record(topic: "a\tb\nc", payload: [0, 10, 9, 255], at: Stamp(seconds: 5))
    #expect(written == bytes("5.000000000\t1\t1\t4\ta\u{FFFD}b\u{FFFD}c\t") + [0, 10, 9, 255, 10])
  }

  @Test func `a header written is a header read`() {
    var configuration = EngineConfiguration()
    configuration.plant = "Line \"4\"\n"
    configuration.topics = ["plant/{device}/x", "b"]
    configuration.identity = .payload
    let line = CaptureRecord.header(configuration, hash: "00ff00ff00ff00ff", at: Stamp(seconds: 9))
    let header = CaptureHeader(in: line)
    #expect(header?.plant == configuration.plant)
    #expect(header?.topics == configuration.topics)
    #expect(header?.identity == .payload)
    #expect(header?.configuration == "00ff00ff00ff00ff")
    #expect(header?.applied(to: EngineConfiguration()) == configuration)
  }
}
