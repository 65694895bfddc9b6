// swift-tools-version: 6.2
import PackageDescription

// In the order of imports: a module imports only modules above it.
let library = [
  "Files", "Spellings", "Threads", "Tensors", "Streams", "GaussianIntegrals", "Initializers",
  "Operators", "Networks", "Recipes", "ModelFiles", "Diagnoses", "Training", "Reports",
]

let package = Package(
  name: "xavier",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Xavier", targets: ["Xavier"]),
    .library(name: "XavierInitializers", targets: ["Initializers"]),
    .library(name: "XavierC", type: .dynamic, targets: ["CInterface"]),
    .executable(name: "xavier", targets: ["XavierTool"]),
    .executable(name: "xavier-hdf5", targets: ["HDF5Process"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox.git", from: "0.27.1"),
  ],
  targets: [
    .target(
      name: "CKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "CDNNL", linkerSettings: [.linkedLibrary("dnnl")]),
    .target(
      name: "CLAPACK",
      linkerSettings: [
        .linkedLibrary("openblas", .when(platforms: [.linux])),
        .linkedFramework("Accelerate", .when(platforms: [.macOS])),
      ]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    // Nothing else links libhdf5.
    .executableTarget(name: "HDF5Process", dependencies: ["CHDF5"]),
    .target(name: "CAssets", exclude: ["Charts", "Lab", "Optdigits", "Report", "Recipes"]),

    .target(name: "Files"),
    .target(name: "Spellings"),
    .target(name: "Threads", dependencies: ["CKernels"]),
    .target(name: "Tensors"),
    .target(name: "Streams", dependencies: ["CKernels", "Tensors"]),
    .target(
      name: "GaussianIntegrals",
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(
      name: "Initializers",
      dependencies: [
        "CKernels", "Spellings", "Threads", "Streams", "Tensors", "GaussianIntegrals",
      ]
    ),
    .target(
      name: "Operators",
      dependencies: [
        "CKernels", "CDNNL", "Spellings", "Threads", "Tensors", "GaussianIntegrals", "Initializers",
      ]),
    .target(
      name: "Networks",
      dependencies: [
        "Spellings", "Threads", "Streams", "Tensors", "GaussianIntegrals", "Initializers",
        "Operators",
      ]),
    .target(
      name: "YAMLTexts", dependencies: ["Networks", .product(name: "Yams", package: "Yams")]),
    .target(
      name: "Recipes",
      dependencies: [
        "CAssets", "Spellings", "Threads", "Tensors", "GaussianIntegrals", "Initializers",
        "Operators", "Networks", "YAMLTexts",
      ]),
    .target(
      name: "ModelFiles",
      dependencies: [
        "CZip", "Files", "Spellings", "Threads", "Tensors", "Streams", "Initializers", "Operators",
        "Networks", "YAMLTexts", "Recipes",
      ]),
    .target(
      name: "Diagnoses",
      dependencies: [
        "CKernels", "CLAPACK", "Spellings", "Threads", "Streams", "Tensors", "GaussianIntegrals",
        "Initializers", "Operators", "Networks", "Recipes", "ModelFiles",
      ]),
    .target(
      name: "Training",
      dependencies: [
        "CKernels", "CZlib", "CAssets", "Spellings", "Threads", "Streams", "Tensors",
        "GaussianIntegrals", "Initializers", "Operators", "Networks", "Recipes",
      ]),
    .target(
      name: "Reports",
      dependencies: [
        "CAssets", "Files", "Spellings", "Tensors", "GaussianIntegrals", "Initializers",
        "Operators", "Networks", "Recipes", "ModelFiles", "Diagnoses", "Training",
      ]
    ),
    .target(name: "Xavier", dependencies: library.map { .target(name: $0) }),
    .target(name: "Launchers"),
    .systemLibrary(name: "CXavier"),
    .target(name: "CInterface", dependencies: ["CXavier", "Xavier"]),
    .target(
      name: "Lab",
      dependencies: [
        "CAssets", "Xavier", .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),
    .target(
      name: "CommandLine",
      dependencies: [
        "CZlib", "Xavier", "Lab", "Launchers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "XavierTool", dependencies: ["CommandLine"]),

    .executableTarget(
      name: "Benchmarks", dependencies: ["Xavier", "CKernels", "CDNNL"], path: "Benchmarks/Sources"),
    .executableTarget(
      name: "Proofs", dependencies: ["Streams", "Initializers", "Threads", "Tensors"],
      path: "Proofs/Sources"),

    .target(
      name: "TestSupport", dependencies: ["Operators", "Tensors"], path: "Tests/TestSupport"),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(name: "SpellingsTests", dependencies: ["Spellings"]),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
    .testTarget(
      name: "StreamsTests", dependencies: ["Streams", "Tensors", "CKernels", "TestSupport"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestSupport"]),
    .testTarget(
      name: "GaussianIntegralsTests", dependencies: ["GaussianIntegrals", "TestSupport"]),
    .testTarget(
      name: "InitializersTests",
      dependencies: [
        "Initializers", "GaussianIntegrals", "CKernels", "Streams", "Threads", "Tensors",
        "TestSupport",
      ]),
    .testTarget(
      name: "OperatorsTests",
      dependencies: ["Operators", "GaussianIntegrals", "Tensors", "Threads", "TestSupport"]),
    .testTarget(
      name: "NetworksTests",
      dependencies: ["Networks", "Operators", "Initializers", "Tensors", "Threads", "TestSupport"]),
    .target(
      name: "NetworkZoo",
      dependencies: ["Networks", "Operators", "Initializers", "Tensors", "TestSupport"],
      path: "Tests/NetworkZoo"),
    .testTarget(
      name: "RecipesTests",
      dependencies: [
        "Recipes", "Networks", "Operators", "Initializers", "GaussianIntegrals", "Tensors",
        "Threads", "TestSupport", "NetworkZoo",
      ]),
    .testTarget(
      name: "DiagnosesTests",
      dependencies: [
        "Diagnoses", "ModelFiles", "Recipes", "Networks", "Operators", "Initializers",
        "GaussianIntegrals", "Streams", "Tensors", "Threads", "TestSupport", "NetworkZoo",
      ]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(
      name: "ModelFilesTests",
      dependencies: [
        "HDF5Process", "ModelFiles", "Diagnoses", "Recipes", "Networks", "Operators",
        "Initializers", "Files", "Streams", "Tensors", "Threads", "CAllocations", "TestSupport",
      ]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Xavier", "CZlib", "CAssets", "CAllocations", "TestSupport"]),
    .testTarget(name: "ReportsTests", dependencies: ["Xavier", "TestSupport"]),
    .testTarget(
      name: "LabTests", dependencies: ["Lab", "Xavier", "XavierTool", "TestSupport"]),
    .testTarget(name: "LaunchersTests", dependencies: ["Launchers"]),
    .testTarget(
      name: "CInterfaceTests", dependencies: ["CInterface", "CXavier", "Xavier", "TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "CommandLine", "XavierTool", "HDF5Process", "ModelFiles", "Tensors", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

// The fuzz targets need libFuzzer's instrumentation in all code, so Fuzz/run.sh asks for them.
if Context.environment["XAVIER_FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CFuzzer", "ModelFiles", "Networks", "Recipes", "Tensors", "Threads", "Training",
      ],
      path: "Fuzz/Sources"),
  ]
}
