// swift-tools-version: 6.2
import PackageDescription

/// The house rules of every Swift target: strict memory safety always; warnings as errors where
/// `PLANTWATCH_STRICT` is set (CI sets it), so that a newer compiler's new warning never stops a user's build.
let houseRules: [SwiftSetting] =
  [.strictMemorySafety(), .swiftLanguageMode(.v6)]
  + (Context.environment["PLANTWATCH_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
  name: "plantwatch",
  products: [.executable(name: "plantwatch", targets: ["plantwatch"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // The C rooms: each wraps one library, and one Swift room imports it.
    .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CSystem", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(
      name: "CTerminal",
      // ncursesw.pc carries -D flags that SwiftPM rejects, so the wide-character switch stands here.
      cSettings: [.define("NCURSES_WIDECHAR", to: "1"), .define("_XOPEN_SOURCE_EXTENDED", to: "1")],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

    // The Swift rooms; the arrows only point inwards (checked by TidyTests).
    .target(name: "PlantCore", swiftSettings: houseRules),
    .target(name: "PlantDemo", swiftSettings: houseRules),
    .target(
      name: "Themes", path: "Themes", resources: [.embedInCode("Styles")], swiftSettings: houseRules),
    .target(
      name: "PlantView",
      dependencies: ["PlantCore", "Themes", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: houseRules),
    .target(
      name: "PlantIO",
      dependencies: [
        "PlantCore", "PlantView", "PlantDemo", "CMosquitto", "CZlib", "CZstd", "CSystem", "CTerminal",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: houseRules),
    .executableTarget(
      name: "plantwatch",
      dependencies: [
        "PlantCore", "PlantView", "PlantIO", "PlantDemo", "Themes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: houseRules),

    .testTarget(
      name: "PlantCoreTests", dependencies: ["PlantCore"], exclude: ["Cases"], swiftSettings: houseRules),
    .testTarget(
      name: "PlantViewTests", dependencies: ["PlantView"], exclude: ["Pictures"], swiftSettings: houseRules),
    .testTarget(
      name: "PlantIOTests",
      dependencies: ["PlantIO", "PlantDemo", .product(name: "GRDB", package: "GRDB.swift")], swiftSettings: houseRules),
    .testTarget(name: "EndToEndTests", dependencies: ["plantwatch"], swiftSettings: houseRules),
    .testTarget(name: "TidyTests", swiftSettings: houseRules),
  ]
)
