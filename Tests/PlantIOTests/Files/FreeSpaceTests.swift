import PlantCore
import Synchronization
import Testing

@testable import PlantIO

@Suite("A disk that is nearly full is told of in time")
struct FreeSpaceTests {
  @Test("less than a gigabyte free is a trouble until clearly more is; the fullest disk counts")
  func atTheLimit() {
    let free = Mutex(2 << 30)
    let space = FreeSpace(["/a", "/b"], pace: Interval.millisecond) { path in
      path == "/a" ? 8 << 30 : free.withLock { $0 }
    }
    func becomes(_ isLow: Bool, with bytes: Int) -> Bool {
      free.withLock { $0 = bytes }
      return eventually { space.isLow == isLow }
    }
    #expect(!space.isLow)
    #expect(becomes(true, with: FreeSpace.least - 1))
    free.withLock { $0 = FreeSpace.least + 4096 }
    Worker.rest(nanoseconds: 20 * Interval.millisecond)
    #expect(space.isLow, "a file more or less is no end of it")
    #expect(becomes(false, with: FreeSpace.enough + 1))
    space.end()
  }

  @Test("who asks never waits for a disk that hangs")
  func hangingDisk() {
    let hangs = WakeUp()
    let space = FreeSpace(["/a"], pace: Interval.millisecond) { _ in
      _ = waitReadable(hangs.descriptor, nanoseconds: 5 * Interval.second)
      return 0
    }
    let before = SystemClock.sinceBoot()
    #expect(!space.isLow)
    space.end()
    #expect(SystemClock.sinceBoot() - before < 2 * Interval.second)
    hangs.signal()
  }
}
