import Glibc
import Initializers

// Writes the weights that an initializer draws for a dense layer as raw bytes: INITIALIZER FAN-IN
// FAN-OUT PATH SEED. It imports nothing but the small product, not even Foundation.

@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 6, let fanIn = Int(arguments[2]), let fanOut = Int(arguments[3]),
      let seed = UInt64(arguments[5])
    else { fatalError("usage: DrawWeights INITIALIZER FAN-IN FAN-OUT PATH SEED") }
    // Two initializers want other parameters than a matrix of these fans.
    let spec: ParameterSpec =
      switch arguments[1] {
      case "forgetGateBias": try .fusedGateBias(out: fanOut, gates: 4)
      case "identityRecurrent": .dense(in: fanIn, out: fanIn)
      default: .dense(in: fanIn, out: fanOut)
      }
    let weights = try InitializerCatalog.initializer(spelled: arguments[1])
      .draw(spec, path: arguments[4], seed: seed)
    weights.withUnsafeBytes { bytes in
      precondition(write(STDOUT_FILENO, bytes.baseAddress, bytes.count) == bytes.count)
    }
  }
}
