import Glibc
import PlantCore

let path = CommandLine.arguments[1]
let format: InputFormat = CommandLine.arguments.count > 2 ? .capture : .jsonLines
var engine = Engine(configuration: EngineConfiguration(), format: format)
let fd = unsafe open(path, O_RDONLY)
let size = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3])! : 1 << 20
let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
var opened = 0
while true {
  let n = unsafe read(fd, buffer, size)
  if n <= 0 { break }
  unsafe engine.consume(UnsafeRawBufferPointer(start: buffer, count: n))
  for event in engine.takeEvents() { opened += 1; if CommandLine.arguments.count > 4 { print(event) } }
}
engine.finish()
for event in engine.takeEvents() { opened += 1; if CommandLine.arguments.count > 4 { print(event) }  }
print(engine.counters, opened, String(engine.digest, radix: 16), engine.streamTime.iso8601)
