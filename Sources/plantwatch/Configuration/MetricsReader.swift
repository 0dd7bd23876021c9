import PlantIO
import TOMLKit

/// Reads `[metrics]`: where they are written, and where they may be scraped.
enum MetricsReader {
  static func read(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, _ resolve: (String) -> String
  ) throws(SetupError) -> MetricsOptions {
    var options = MetricsOptions()
    let path = ["metrics"]
    guard let inner = try reader.table(table, [], "metrics") else { return options }
    try reader.refuseUnknown(inner, path, known: ["textfile", "listen"])
    options.textfile = try reader.text(inner, path, "textfile").map(resolve)
    if let text = try reader.text(inner, path, "listen") {
      do { options.listen = try ListenAddress(text) } catch {
        throw reader.problem(path + ["listen"], error.problem, fix: error.fix)
      }
    }
    return options
  }
}
