import CXavier
import Foundation
import Testing
import Xavier

@Suite("C interface: plans, checks and audits")
struct ModelTests {
  @Test("a plan by names draws what the library draws")
  func plan() throws {
    let shape: [Int64] = [8, 6]
    let outcomes = withTexts(["fc.weight", "heNormal", "pytorch"]) { texts in
      shape.withUnsafeBufferPointer { lengths in
        var tensor = xavier_tensor(
          name: texts[0], type: XAVIER_FLOAT32, rank: 2, shape: lengths.baseAddress, data: nil)
        var plan: OpaquePointer?
        var json: UnsafeMutablePointer<CChar>?
        var floats = [Float](repeating: 0, count: 48)
        let made = outcome {
          xavier_plan_names(&tensor, 1, texts[1], 7, nil, texts[2], &plan, $0)
        }
        let written = outcome { xavier_plan_json(plan, &json, $0) }
        let drawn = outcome {
          xavier_plan_fill(
            plan, texts[0], &floats, 192, XAVIER_FLOAT32, nil, nil, $0)
        }
        let unknown = outcome {
          xavier_plan_fill(plan, texts[1], &floats, 192, XAVIER_FLOAT32, nil, nil, $0)
        }
        xavier_plan_free(plan)
        return (made, written, drawn, unknown, taken(json), floats)
      }
    }
    #expect(outcomes.0 == .ok && outcomes.1 == .ok && outcomes.2 == .ok)
    #expect(
      outcomes.3 == .usage("tensor heNormal: not in the plan, one of its 1 was expected"))
    #expect(outcomes.4?.contains("\"xavier.init/1\"") == true)
    let expected: [Float] = try VarianceScaling.heNormal.draw(
      .stored([8, 6], layout: .pytorch), path: "fc.weight", seed: 7)
    #expect(outcomes.5 == expected)
  }

  @Test("a plan of a network draws what its layers' fans ask for")
  func planOfNetwork() throws {
    let found = withTexts(["8-6-4", "heNormal", "layers.0.weight", "layers.1.bias"]) { texts in
      var model = xavier_model()
      model.path = texts[0]
      var plan: OpaquePointer?
      var weights = [Float](repeating: .nan, count: 48)
      var biases = [Float](repeating: .nan, count: 4)
      let made = outcome { xavier_plan_model(&model, texts[1], 7, nil, 0, nil, &plan, $0) }
      let first = outcome {
        xavier_plan_fill(plan, texts[2], &weights, 192, XAVIER_FLOAT32, nil, nil, $0)
      }
      let second = outcome {
        xavier_plan_fill(plan, texts[3], &biases, 16, XAVIER_FLOAT32, nil, nil, $0)
      }
      let like = outcome {
        var state = xavier_tensor()
        state.name = texts[2]
        state.type = XAVIER_FLOAT32
        var other: OpaquePointer?
        return xavier_plan_model(&model, texts[1], 7, &state, 1, nil, &other, $0)
      }
      xavier_plan_free(plan)
      return ([made, first, second, like], weights, biases)
    }
    #expect(
      found.0 == [
        .ok, .ok, .ok,
        .usage("like: with 8-6-4, relu, with an ONNX model was expected"),
      ])
    let expected: [Float] = try VarianceScaling.heNormal.draw(
      .dense(in: 8, out: 6), path: "layers.0.weight", seed: 7)
    #expect(found.1 == expected && found.2 == [0, 0, 0, 0])
  }

  @Test("a check of layer widths is that of the library")
  func check() throws {
    let found = withTexts(["16-16x3-4", "heNormal"]) { texts in
      var model = xavier_model()
      model.path = texts[0]
      var options = xavier_check_options()
      options.recipe = texts[1]
      var json: UnsafeMutablePointer<CChar>?
      var text: UnsafeMutablePointer<CChar>?
      let outcome = outcome { xavier_check(&model, &options, nil, &json, &text, $0) }
      return (outcome, taken(json), taken(text))
    }
    #expect(found.0 == .ok)
    var check = Check(
      try Shorthand("16-16x3-4").network(activation: OperatorCatalog.activation(spelled: "relu")),
      recipe: try RecipeCatalog.recipe(spelled: "heNormal"))
    check.wantsSpectrum = true
    let report = CheckReport(try check.run(), of: check.network, named: "16-16x3-4, relu")
    #expect(found.1 == String(decoding: try report.json(), as: UTF8.self))
    #expect(found.2 == report.terminalText(usesColor: false, columns: 100, showsAll: false))
  }

  @Test("a check that is not wanted any more ends with the status for it")
  func cancelled() {
    let found = withTexts(["64-64x8-4"]) { texts in
      var model = xavier_model()
      model.path = texts[0]
      var run = xavier_run(threads: 1, progress: { _, _, _ in 1 }, context: nil)
      var json = UnsafeMutablePointer<CChar>(bitPattern: 8)
      let outcome = outcome { xavier_check(&model, nil, &run, &json, nil, $0) }
      return (outcome.status, json == nil)
    }
    #expect(found == (XAVIER_CANCELLED, true))
  }

  @Test("an audit reads the caller's memory")
  func audit() throws {
    let floats: [Float] = try VarianceScaling.heNormal.draw(
      .stored([64, 128], layout: .pytorch), path: "w", seed: 1)
    func audited(_ floats: [Float]) -> (Outcome, String?) {
      withTexts(["fc.weight", "pytorch"]) { texts in
        ([64, 128] as [Int64]).withUnsafeBufferPointer { lengths in
          floats.withUnsafeBytes { bytes in
            var tensor = xavier_tensor(
              name: texts[0], type: XAVIER_FLOAT32, rank: 2, shape: lengths.baseAddress,
              data: bytes.baseAddress)
            var options = xavier_audit_options()
            options.format = texts[1]
            var json: UnsafeMutablePointer<CChar>?
            let outcome = outcome { xavier_audit(nil, &tensor, 1, &options, nil, &json, nil, $0) }
            return (outcome, taken(json))
          }
        }
      }
    }
    let good = audited(floats)
    #expect(good.0 == .ok && good.1?.contains("\"initializer\" : \"heNormal\"") == true)
    #expect(good.1?.contains("not-finite") == false)
    var broken = floats
    broken[100] = .nan
    #expect(audited(broken).1?.contains("\"code\" : \"not-finite\"") == true)
  }

  @Test("files that are missing or wrong have the statuses of the tool")
  func files() throws {
    func checked(_ path: String) -> Int32 {
      withTexts([path]) { texts in
        var model = xavier_model()
        model.path = texts[0]
        return outcome { xavier_check(&model, nil, nil, nil, nil, $0) }.status
      }
    }
    #expect(checked("/nowhere/model.onnx") == XAVIER_MISSING)
    #expect(checked("16-x") == XAVIER_USAGE)
    var model = xavier_model()
    let found = [UInt8](repeating: 0xff, count: 9).withUnsafeBytes { bytes in
      model.bytes = bytes.baseAddress
      model.size = 9
      return outcome { xavier_check(&model, nil, nil, nil, nil, $0) }
    }
    #expect(found.status == XAVIER_DATA && found.sentence?.hasPrefix("model.onnx") == true)
  }

  @Test("the version is the package's")
  func version() {
    #expect(String(cString: xavier_version()) == Version.current)
  }
}
