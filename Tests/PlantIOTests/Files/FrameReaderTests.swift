import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Frames are read one by one, past damage of every size and place")
struct FrameReaderTests {
  private let temporary = TemporaryFolder()

  /// A frame whose content does not compress.
  private static func frame(of size: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    let content = (0..<size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    let compressor = ZstdFrameWriter(level: 1)
    return unsafe content.withUnsafeBytes { unsafe compressor.frame(of: $0) }
  }

  /// What a reader makes of a file: frames by their length before compression, damage by its place.
  private func pieces(_ bytes: [UInt8]) throws -> (frames: [Int], damage: [Range<Int>]) {
    let reader = try FrameReader(temporary.write("segment", bytes))
    var told: (frames: [Int], damage: [Range<Int>]) = ([], [])
    while true {
      switch reader.next() {
      case .frame(_, let content): told.frames.append(content.count)
      case .damaged(let range), .cut(let range): told.damage.append(range)
      case .end: return told
      }
    }
  }

  @Test("a frame behind a damaged one is read, wherever it stands", arguments: [40_000, 150_000, 300_000, 3_000_000])
  func behindDamage(size: Int) throws {
    let lengths = (0..<6).map { size + $0 }
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    for (number, length) in lengths.enumerated() {
      let frame = Self.frame(of: length, seed: UInt64(number))
      ranges.append(bytes.count..<bytes.count + frame.count)
      bytes += frame
    }
    for hit in ranges.indices {
      var changed = bytes
      changed[ranges[hit].lowerBound + 100] ^= 0x55
      let told = try pieces(changed)
      #expect(told.frames == lengths.filter { $0 != lengths[hit] } && told.damage == [ranges[hit]], "frame \(hit)")
    }
  }

  @Test("tens of thousands of damaged pieces are each told, and every whole frame between them is read")
  func manyPieces() throws {
    let whole = Self.frame(of: 300, seed: 1)
    var broken = whole
    broken[whole.count / 2] ^= 0x55
    let count = 50_000
    let told = try pieces((0..<count).flatMap { _ in broken + whole })
    #expect(told.frames == Array(repeating: 300, count: count))
    #expect(told.damage.count == count && told.damage.allSatisfy { $0.count == whole.count })
  }

  @Test("a frame that does not say how much it holds, as one made from a pipe, is read")
  func sizeless() throws {
    let plain = temporary.file("plain", String(repeating: "1.0\tline of text\n", count: 1000))
    let made = temporary.path("made.zst")
    #expect(unsafe system("cat \(plain) | zstd -q -19 > \(made)") == 0)
    let told = try pieces(content(made))
    #expect(told.frames == [content(plain).count] && told.damage.isEmpty)
  }

  @Test("notes of another version before the frames are passed by and are no damage", arguments: [0, 8, 40])
  func otherNotes(size: Int) throws {
    let note = Array(FrameNote.head[..<4]) + [UInt8(size), 0, 0, 0] + [UInt8](repeating: 7, count: size)
    let told = try pieces((0..<20).flatMap { note + Self.frame(of: 300 + $0, seed: 1) })
    #expect(told.frames == Array(300..<320) && told.damage.isEmpty)
  }
}
