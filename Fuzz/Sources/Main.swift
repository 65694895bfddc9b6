// One program for all targets: Fuzz TARGET [libFuzzer's options] CORPUS...

import CFuzzer

private let targets: [String: FuzzTarget] = [
  "IDX": { target($0, $1, fuzzIDX) },
  "CSV": { target($0, $1, fuzzCSV) },
  "NPZ": { target($0, $1, fuzzNPZ) },
  "PyTorch": { target($0, $1, fuzzPickle) },
  "ONNX": { target($0, $1, fuzzONNX) },
  "Network": { target($0, $1, fuzzNetwork) },
  "YAML": { target($0, $1, fuzzYAML) },
  "Safetensors": { target($0, $1, fuzzSafetensors) },
  "HDF5": { target($0, $1, fuzzHDF5) },
  "Recipe": { target($0, $1, fuzzRecipe) },
  "Configuration": { target($0, $1, fuzzConfiguration) },
]

private func target(
  _ start: UnsafePointer<UInt8>?, _ count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void
) -> Int32 {
  body(UnsafeBufferPointer(start: start, count: count))
  return 0
}

@main
private enum Main {
  static func main() {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let target = targets[name] else {
      fatalError("target \(name): one of \(targets.keys.sorted()) was expected")
    }
    // libFuzzer takes the first argument for the program's name.
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      CommandLine.unsafeArgv + 1
    _ = LLVMFuzzerRunDriver(&count, &arguments, target)
  }
}
