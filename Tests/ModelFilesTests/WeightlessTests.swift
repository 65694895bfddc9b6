import ModelFiles
import Networks
import Operators
import TestSupport
import Testing

@Suite("Models without their weights")
struct WeightlessTests {
  private static func network(_ file: String, needsWeights: Bool = false) throws -> Network {
    var options = ONNXOptions(batch: 2)
    options.needsWeights = needsWeights
    return try Network(
      contentsOf: Golden.folder.appendingPathComponent("weightless/\(file).onnx").path,
      options: options)
  }

  @Test("are the same network as with them", arguments: ["inputs", "external"])
  func sameNetwork(file: String) throws {
    let whole = try Self.network("with")
    let bare = try Self.network(file)
    #expect(bare.inputs.map(\.name) == ["x"])
    func operators(of network: Network) -> [String] {
      network.nodes.map { type(of: $0.function).name }
    }
    #expect(operators(of: bare) == operators(of: whole))
    var specs: [String: String] = [:]
    for parameter in whole.parameters {
      specs[parameter.path] = "\(parameter.shape) \(String(describing: parameter.spec))"
      #expect(parameter.stored != nil)
    }
    #expect(bare.parameters.count == whole.parameters.count)
    for parameter in bare.parameters {
      // The states that the LSTM starts from are no weights.
      #expect(parameter.stored == nil || parameter.stored?.isFilled == true)
      #expect(
        specs[parameter.path] == "\(parameter.shape) \(String(describing: parameter.spec))",
        "\(parameter.path)")
    }
  }

  @Test("are refused where numbers are needed")
  func refusal() throws {
    #expect {
      try Self.network("external", needsWeights: true)
    } throws: {
      ($0 as? ModelFileError)?.code == .missing
    }
    #expect(try Self.network("inputs", needsWeights: true).inputs.count > 1)
  }

  @Test("keep inputs that only look like weights where the file has matrices of its own")
  func ownMatrices() throws {
    let whole = try Self.network("with")
    #expect(whole.inputs.count == 1)
    #expect(whole.parameters.allSatisfy { $0.stored != nil } == true)
  }
}
