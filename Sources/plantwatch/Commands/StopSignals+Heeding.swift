import ArgumentParser
import PlantIO

extension StopSignals {
  /// Does something that asks now and then whether to stop.
  ///
  /// - Throws: What `body` throws, and the exit code of the signal when one came.
  func heeded<Result>(_ body: (() -> Bool) throws -> Result) throws -> Result {
    var stopped: Int32?
    let result = try body {
      stopped = stopped ?? received()
      return stopped != nil
    }
    if let stopped { throw ExitCode(128 + stopped) }
    return result
  }
}
