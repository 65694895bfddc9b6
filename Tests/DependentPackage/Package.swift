// swift-tools-version: 6.2
import PackageDescription

// What a package writes that only draws weights.
let package = Package(
  name: "DependentPackage",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "xavier", path: "../..")],
  targets: [
    .executableTarget(
      name: "DrawWeights",
      dependencies: [.product(name: "XavierInitializers", package: "xavier")],
      path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
