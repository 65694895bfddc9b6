import ArgumentParser
import Foundation
import Xavier

/// What a command line says of a network beside its name.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("input"), parsing: .singleValue,
    help: ArgumentHelp(
      "The shape of an input, for axes that the file leaves open.", valueName: "name=dims"))
  var shapes: [String] = []

  @Option(help: "What hidden layers of a shorthand apply. (default: relu)")
  var activation: String?
}

/// The network that a command line names: a file, or a shorthand of layer widths.
struct ModelArgument: ParsableArguments {
  @Argument(help: "An .onnx file, a .yaml network, or layer widths such as 784-128-10.")
  var model: String

  @OptionGroup var options: ModelOptions

  private var shapes: [String] { options.shapes }
  private var activation: String? { options.activation }

  /// The network, with what is known of its inputs.
  func network(
    arrays: [String: StoredTensor] = [:], batch: Int = 1
  ) throws -> Network {
    let options = try ONNXOptions(
      shapes: InputShapes.parse(shapes), arrays: arrays, batch: batch)
    guard Self.isFile(model) else {
      guard shapes.isEmpty else { throw Usage("--input: with layer widths, with a file") }
      let function = try OperatorCatalog.activation(spelled: activation ?? ReLU.name)
      return try Shorthand(model).network(activation: function)
    }
    if activation != nil { throw Usage("--activation: with a file, with layer widths") }
    return try Network(contentsOf: model, options: options)
  }

  /// The network with its number of examples left open, or for `batch` of them where a file's network
  /// cannot be had for any number.
  ///
  /// The numbers of its weights need not be there unless asked for.
  func networkForAnyBatch(
    else batch: Int, needsWeights: Bool, ties: [String: WeightTie] = [:]
  ) throws -> Network {
    guard Self.isFile(model) else { return try network() }
    if activation != nil { throw Usage("--activation: with a file, with layer widths") }
    var options = try ONNXOptions(shapes: InputShapes.parse(shapes), batch: batch)
    options.needsWeights = needsWeights
    options.ties = ties
    do {
      return try Network.forAnyBatch(contentsOf: model, options: options)
    } catch {
      guard error.code == .input else { throw error }
      return try Network(contentsOf: model, options: options)
    }
  }

  /// What the network is called: its file, or its widths with their activation.
  var title: String {
    Self.isFile(model) ? model : "\(model), \(activation ?? ReLU.name)"
  }

  /// Whether the text is a file's name rather than a shorthand.
  static func isFile(_ text: String) -> Bool {
    text.contains("/") || text.contains(/\.[A-Za-z]/)
  }
}
