import Testing

/// Runs a test when one of a few seats is free: every test starts programs, and a crowd of them would make all late.
struct Seated: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    await Seats.shared.take()
    do { try await function() } catch {
      await Seats.shared.leave()
      throw error
    }
    await Seats.shared.leave()
  }
}

extension Trait where Self == Seated {
  /// One of few at a time.
  static var seated: Self { Seated() }
}

private actor Seats {
  static let shared = Seats()
  private var free = 8
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
