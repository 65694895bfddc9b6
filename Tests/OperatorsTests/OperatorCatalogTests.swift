import Foundation
import Operators
import Tensors
import TestSupport
import Testing

@Suite("The catalog of operators")
struct OperatorCatalogTests {
  @Test("lists every operator that a file declares, and each has a file of its name")
  func filesAndCatalog() throws {
    let folder = sourcesFolder.appendingPathComponent("Operators")
    let declaration = #/public struct (\w+): (?:\w*Operator|Elementwise\w+|Comparison)\b/#
    func declared(in folders: [String]) throws -> Set<String> {
      var names: Set<String> = []
      for part in folders {
        let path = folder.appendingPathComponent(part)
        for file in try FileManager.default.contentsOfDirectory(atPath: path.path)
        where file.hasSuffix(".swift") {
          let text = try String(contentsOf: path.appendingPathComponent(file), encoding: .utf8)
          for match in text.matches(of: declaration) {
            #expect(file == "\(match.1).swift")
            names.insert(String(match.1))
          }
        }
      }
      return names
    }
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasSuffix(".swift") }
    let found = try declared(in: folders)
    #expect(found == Set(OperatorCatalog.operators.map { "\($0)" }))
    #expect(OperatorCatalog.operators.count == found.count)
  }

  @Test("names are unique, for the command line and for ONNX")
  func names() {
    let names = OperatorCatalog.operators.map { $0.name }
    #expect(Set(names).count == names.count)
    let onnx = OperatorCatalog.operators.compactMap { $0.onnx?.name }
    #expect(Set(onnx).count == onnx.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: #/[a-z][A-Za-z0-9]*/#) != nil })
  }

  @Test("every operator knows its gradient or lets none pass, and has golden gradients")
  func gradients() throws {
    let tested = Set(try GradientCase.all().map { type(of: $0.function).name })
    for type in OperatorCatalog.operators {
      #expect(
        type is any DifferentiableOperator.Type || type.isPiecewiseConstant, "\(type.name)")
      if type.onnx != nil, type is any DifferentiableOperator.Type {
        #expect(tested.contains(type.name), "\(type.name)")
      }
    }
  }

  @Test("every activation appears in the golden data")
  func golden() throws {
    let data = try GoldenOperators.load()
    let names = Set((data.elementwise + data.softmax).map(\.operator)).union(["affine"])
    #expect(names.subtracting(["affine"]) == Set(OperatorCatalog.activations.map { $0.name }))
    #expect(!data.affine.isEmpty)
    let kinks = Set(data.kinks.map(\.operator))
    #expect(kinks == names.subtracting(["affine", "softmax"]))
  }

  @Test("an activation's spelling parses back to it")
  func spellings() throws {
    for type in OperatorCatalog.activations {
      let activation = try OperatorCatalog.activation(spelled: type.name)
      #expect("\(Swift.type(of: activation.function))" == "\(type)")
      #expect(activation.name == type.name)
      guard let argument = type.argument else { continue }
      for number in [argument.fallback, 0.25, 3, -1.5] {
        let spelled = try OperatorCatalog.activation(spelled: "\(type.name):\(number)")
        let again = try OperatorCatalog.activation(spelled: spelled.name)
        #expect(again.name == spelled.name)
        let isUsual = number == argument.fallback
        #expect(spelled.name == (isUsual ? type.name : "\(type.name):\(number)"))
        let inputs: [Float] = [-2, -0.5, 0.5, 2]
        #expect(
          try OperatorRun.forward(spelled.function, [4], inputs)
            == OperatorRun.forward(again.function, [4], inputs))
      }
    }
  }

  @Test("the Swift spellings give the operators of their names")
  func swiftSpellings() {
    let all: [Activation] = [
      .identity, .relu, .leakyReLU, .elu, .celu, .selu, .gelu, .geluTanh, .silu, .hardSwish, .mish,
      .softplus, .softsign, .tanh, .sigmoid, .hardSigmoid, .thresholdedReLU, .softmax,
    ]
    #expect(all.map(\.name) == OperatorCatalog.activations.map { $0.name })
    #expect(Activation.leakyReLU(slope: 0.2).name == "leakyReLU:0.2")
    #expect(Activation.elu(alpha: 0.5).name == "elu:0.5")
    #expect(Activation.celu(alpha: 0.5).name == "celu:0.5")
    #expect(Activation.thresholdedReLU(threshold: 2).name == "thresholdedReLU:2.0")
    #expect(OperatorCatalog.activationSpellings.names == all.map(\.name))
  }

  @Test("values lie within the range that an activation claims, and reach towards its ends")
  func ranges() throws {
    let inputs: [Float] = [-.infinity, -1e30, -100, -1, 0, 1, 100, 1e30, .infinity]
    for type in OperatorCatalog.activations where type.name != "softmax" {
      let function = try OperatorCatalog.activation(spelled: type.name).function
      let output = try OperatorRun.forward(function, [9], inputs)
      guard let range = function.range else {
        #expect(output.contains { abs($0) > 50 }, "\(type.name) has no bounds")
        continue
      }
      #expect(output.allSatisfy { range.contains($0) })
      #expect(output[0] == range.lowerBound && output[8] == range.upperBound)
    }
  }

  @Test("a number that is not one stays so, forward and backward")
  func notANumber() throws {
    for type in OperatorCatalog.activations where type.name != "identity" {
      let function = try OperatorCatalog.activation(spelled: type.name).function
      let run = try OperatorRun.forward(function, [1, 3], [0.5, .nan, -0.5])
      #expect(run[1].isNaN, "\(type.name)")
    }
  }

  @Test("an activation keeps its input's shape")
  func shapes() throws {
    for type in OperatorCatalog.activations {
      let function = try OperatorCatalog.activation(spelled: type.name).function
      for shape: Shape in [[], [0, 4], [1, 1], [7, 11], [2, 3, 1, 5]] {
        #expect(try function.outputShapes([shape]) == [shape])
        #expect(function.parameter(at: 0, [shape]) == nil)
      }
    }
  }
}
