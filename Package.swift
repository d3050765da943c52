// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], files: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    exclude: files,
    swiftSettings: strict)
}

// Each target lists exactly what it imports; a target may import only what stands above it.
let package = Package(
  name: "gqn",
  products: [
    .library(name: "GQN", targets: ["Rendering", "Cameras", "Images"]),
    .executable(name: "gqn", targets: ["gqn"]),
    .executable(name: "gqnd", targets: ["gqnd"]),
  ],
  targets: [
    // C: system libraries, and what Swift cannot call.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .target(name: "CImageCodecs", dependencies: ["CJPEG", "CPNG"]),
    .target(name: "CKernels", exclude: ["kernels.inc", "training.inc", "epipolar.inc"]),
    .target(name: "CLinux"),

    // Small tools that know nothing of networks.
    library("Diagnostics"),
    library("Digests"),
    library("JSONDocuments", ["Diagnostics"]),
    library("CommandLineArguments", ["Diagnostics"]),
    library("LinuxSystem", ["CLinux"]),
    library("Images", ["CPNG", "CImageCodecs", "Digests"]),

    // The network: the paper, and nothing else.
    library("Tensors"),
    library("Kernels", ["Tensors", "CKernels", "COpenBLAS"]),
    library("Cameras"),
    library("DatasetNames"),
    library("Pages", ["Cameras"]),
    library("Metrics", ["Images"]),
    library("Configuration", ["Tensors", "JSONDocuments"]),
    library("GQNModel", ["Configuration", "Tensors", "Kernels"]),

    // What is stored: snapshots and scenes.
    library("TensorFlowFormats", ["Digests", "LinuxSystem"]),
    library(
      "Checkpoints",
      [
        "GQNModel", "Configuration", "Kernels", "Tensors", "TensorFlowFormats", "JSONDocuments",
        "LinuxSystem", "Digests", "Diagnostics",
      ]),
    library(
      "Datasets",
      [
        "DatasetNames", "Cameras", "Images", "Tensors", "Kernels", "TensorFlowFormats",
        "JSONDocuments", "LinuxSystem", "Diagnostics",
      ]),

    // Scenes whose truth is known.
    library("RayTracing", ["Cameras", "Images"]),
    library(
      "Generators",
      [
        "RayTracing", "DatasetNames", "Datasets", "Cameras", "Images", "Kernels", "Tensors",
        "LinuxSystem", "Diagnostics",
      ]),

    // Looking at datasets, and making them of other things.
    library(
      "DatasetTools",
      [
        "Datasets", "Cameras", "Images", "Pages", "JSONDocuments", "LinuxSystem", "Digests",
        "Diagnostics",
      ]),

    // What is asked for, and doing it.
    library(
      "Requests",
      [
        "DatasetNames", "Configuration", "Cameras", "JSONDocuments", "Diagnostics",
        "LinuxSystem",
      ]),
    library("Jobs", ["LinuxSystem", "JSONDocuments", "Digests", "Diagnostics"]),
    library(
      "Rendering",
      [
        "Requests", "Cameras", "GQNModel", "Kernels", "Tensors", "Checkpoints", "Datasets",
        "Generators", "Images", "Pages", "Metrics", "JSONDocuments", "LinuxSystem", "Digests",
        "Diagnostics",
      ]),

    library(
      "Evaluation",
      [
        "Requests", "Rendering", "Datasets", "Checkpoints", "TensorFlowFormats", "Cameras",
        "GQNModel", "Configuration", "Kernels", "Tensors", "Metrics", "Pages", "Images",
        "JSONDocuments", "LinuxSystem", "Diagnostics",
      ]),
    library(
      "Training",
      [
        "Requests", "Evaluation", "Rendering", "Datasets", "Checkpoints", "TensorFlowFormats",
        "Cameras", "GQNModel", "Configuration", "Kernels", "Tensors", "Pages", "Images",
        "JSONDocuments", "LinuxSystem", "Digests", "Diagnostics",
      ]),

    // Doing it unattended.
    library(
      "Serving",
      [
        "Jobs", "Requests", "JSONDocuments", "CommandLineArguments", "LinuxSystem", "Diagnostics",
      ]),
    .executableTarget(
      name: "gqnd", dependencies: ["Serving", "CommandLineArguments", "LinuxSystem"],
      swiftSettings: strict),
    .executableTarget(
      name: "gqn",
      dependencies: [
        "Serving", "Jobs", "Training", "Evaluation", "Rendering", "Requests", "Checkpoints",
        "GQNModel", "Tensors", "Kernels", "Images", "Datasets", "DatasetTools", "Generators",
        "JSONDocuments", "CommandLineArguments", "LinuxSystem", "Diagnostics", "TensorFlowFormats",
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "gqn-bench",
      dependencies: [
        "Rendering", "Training", "Cameras", "Checkpoints", "Datasets", "Generators", "RayTracing",
        "GQNModel", "Tensors", "Kernels", "TensorFlowFormats", "Images", "CImageCodecs", "Digests",
        "JSONDocuments", "CommandLineArguments", "LinuxSystem",
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Tensors", "LinuxSystem", "Images", "TensorFlowFormats"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("Diagnostics"),
    tests("Digests"),
    tests("JSONDocuments"),
    tests("CommandLineArguments"),
    tests("LinuxSystem"),
    tests("Images", files: ["Fixtures", "FailCases"]),
    tests("Tensors"),
    tests("Kernels", ["Tensors"]),
    tests("Cameras", files: ["Fixtures"]),
    tests("Pages"),
    tests("Metrics", ["Images"]),
    tests(
      "GQNModel", ["Tensors", "Kernels", "Cameras", "RayTracing", "Datasets", "Images"],
      files: ["Fixtures"]),
    tests(
      "Evaluation",
      [
        "Requests", "Rendering", "Datasets", "Checkpoints", "GQNModel", "Kernels", "Tensors",
        "Metrics", "JSONDocuments", "LinuxSystem",
      ]),
    tests(
      "Training",
      [
        "Requests", "Evaluation", "Checkpoints", "TensorFlowFormats", "GQNModel", "Kernels",
        "Tensors", "JSONDocuments", "LinuxSystem",
      ], files: ["Fixtures"]),
    tests(
      "TensorFlowFormats", ["Digests", "Images", "LinuxSystem"], files: ["Fixtures", "FailCases"]),
    tests(
      "Checkpoints", ["GQNModel", "Kernels", "Tensors", "TensorFlowFormats", "LinuxSystem"],
      files: ["Fixtures"]),
    tests(
      "Datasets",
      [
        "Cameras", "Images", "Kernels", "Tensors", "TensorFlowFormats", "LinuxSystem",
        "JSONDocuments",
      ], files: ["Fixtures"]),
    tests(
      "DatasetTools",
      ["Datasets", "Cameras", "Images", "JSONDocuments", "LinuxSystem", "TensorFlowFormats"]),
    tests("RayTracing", ["Cameras", "Images"]),
    tests(
      "Generators",
      [
        "RayTracing", "Datasets", "Cameras", "Images", "Kernels", "Metrics", "Digests",
        "LinuxSystem",
      ]),
    tests(
      "Requests",
      [
        "DatasetNames", "Configuration", "Cameras", "JSONDocuments", "Diagnostics",
        "LinuxSystem",
      ]),
    tests("Jobs", ["LinuxSystem", "JSONDocuments", "Diagnostics"]),
    tests(
      "Rendering",
      [
        "Requests", "Cameras", "Checkpoints", "GQNModel", "Kernels", "Tensors", "Images", "Pages",
        "LinuxSystem", "TensorFlowFormats", "JSONDocuments",
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "gqn", "Generators", "Datasets", "Cameras", "TestSupport", "LinuxSystem", "JSONDocuments",
        "Images", "Digests", "Tensors", "TensorFlowFormats",
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    tests(
      "Serving",
      ["Jobs", "Requests", "JSONDocuments", "CommandLineArguments", "LinuxSystem", "Diagnostics"]),
    // The built programs, as a whole.
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "gqn", "gqnd", "Serving", "Jobs", "LinuxSystem", "Checkpoints", "GQNModel", "Tensors",
        "TensorFlowFormats", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "QueueCommandTests",
      dependencies: ["gqn", "Jobs", "JSONDocuments", "LinuxSystem", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// Fuzzers: see Tests/Fuzz/README.md for how they are built and run.
if Context.environment["GQN_FUZZ"] == "1" {
  func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: "fuzz-" + name, dependencies: dependencies, path: "Tests/Fuzz/" + name,
      // Its main function is libFuzzer's.
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
  }
  package.targets += [
    fuzzer("index", ["TensorFlowFormats", "Digests"]),
    fuzzer("tfrecord", ["TensorFlowFormats", "Digests"]),
    fuzzer("example", ["TensorFlowFormats"]),
    fuzzer("images", ["Images"]),
    fuzzer("request", ["Requests", "Cameras", "JSONDocuments", "LinuxSystem"]),
  ]
}
