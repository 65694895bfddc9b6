import CXavier
import Foundation
import Xavier

/// A plan in a caller's hands.
private final class HeldPlan: Sendable {
  let report: DrawReport
  private let numbers: [String: Int]

  init(_ report: DrawReport) {
    self.report = report
    let places = report.plan.tensors.enumerated().map { ($1.name, $0) }
    numbers = Dictionary(places) { first, _ in first }
  }

  func tensor(_ name: String) throws -> PlannedTensor {
    guard let number = numbers[name] else {
      let names = report.plan.tensors.map(\.name)
      let nearest = Spellings(names).nearest(to: name).map { ", did you mean \($0)?" } ?? ","
      throw InterfaceError("tensor \(name): not in the plan\(nearest) one of its \(names.count)")
    }
    return report.plan.tensors[number]
  }
}

private typealias PlanPlace = UnsafeMutablePointer<OpaquePointer?>

private func give(_ report: DrawReport, to place: PlanPlace) {
  place.pointee = OpaquePointer(Unmanaged.passRetained(HeldPlan(report)).toOpaque())
}

private func held(_ plan: OpaquePointer?) throws -> HeldPlan {
  guard let plan else { throw InterfaceError("plan: NULL, one") }
  return Unmanaged<HeldPlan>.fromOpaque(UnsafeRawPointer(plan)).takeUnretainedValue()
}

private func place(_ plan: PlanPlace?) throws -> PlanPlace {
  guard let plan else { throw InterfaceError("plan: NULL, a place for one") }
  plan.pointee = nil
  return plan
}

/// The plan of a recipe for a network; as the header says.
@c @implementation
public func xavier_plan_model(
  _ model: UnsafePointer<xavier_model>?, _ recipe: UnsafePointer<CChar>?, _ seed: UInt64,
  _ like: UnsafePointer<xavier_tensor>?, _ like_count: Int, _ run: UnsafePointer<xavier_run>?,
  _ plan: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    let place = try place(plan)
    let run = try WorkRun(run)
    let chosen = try RecipeCatalog.drawing(optionalText(recipe, "recipe") ?? "auto")
    let state = try CallerTensor.all(like, like_count, "like")
    let report = try run.asking {
      let graph = try GraphModel(model, batch: 1, needsWeights: false)
      try Cancellation.check()
      let laws = try chosen.plan(for: graph.network, RecipeContext())
      try Cancellation.check()
      let parameters = graph.network.modelParameters
      var options = DrawOptions()
      options.seed = seed
      let plan: CheckpointPlan
      if like != nil {
        guard let onnx = graph.onnx else {
          throw InterfaceError("like: with \(graph.name), with an ONNX model")
        }
        plan = try CheckpointPlan(
          parameters, laws, model: onnx,
          like: CallerTensor.checkpoint(state, name: "like", format: .pytorch), options)
      } else {
        plan = try CheckpointPlan(
          parameters, laws, template: graph.onnx.map { try Checkpoint(onnx: $0) }, options)
      }
      // What is not drawn lies in memory that is the caller's.
      var report = DrawReport(plan.withoutNumbers, of: graph.name, recipe: chosen.name)
      report.remarks = laws.limits
      return report
    }
    give(report, to: place)
  }
}

/// The plan of a recipe for named tensors; as the header says.
@c @implementation
public func xavier_plan_names(
  _ tensors: UnsafePointer<xavier_tensor>?, _ count: Int, _ recipe: UnsafePointer<CChar>?,
  _ seed: UInt64, _ layout: UnsafePointer<CChar>?, _ format: UnsafePointer<CChar>?,
  _ plan: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    let place = try place(plan)
    let chosen = try RecipeCatalog.drawing(text(recipe, "recipe"))
    let layout = try optionalText(layout, "layout").map { try Layout(named: $0) }
    let format = try CheckpointFormat(named: optionalText(format, "format"))
    let all = try CallerTensor.all(tensors, count, "tensors")
    let floats = all.filter { $0.type.isFloat }
    let named = NamedParameters(
      floats.map { ($0.name, $0.shape) }, layout: layout, implied: format.layout)
    let laws = try named.plan(by: chosen)
    var requests: [CheckpointPlan.Request] = []
    var next = 0
    for tensor in all {
      // What is not drawn keeps the numbers that the caller has.
      let own = Checkpoint.Entry(
        tensor.name, .filled(type: tensor.type, shape: tensor.shape, value: 0))
      var draw: (entry: RecipePlan.Entry, spec: ParameterSpec, path: String)?
      if tensor.type.isFloat {
        draw = (laws.entries[next], named.parameters[next].drawnSpec, tensor.name)
        next += 1
      }
      requests.append(.init(tensor.name, tensor.type, tensor.shape, draw: draw, template: own))
    }
    var report = DrawReport(
      try CheckpointPlan(requests, seed: seed), of: "tensors", recipe: chosen.name)
    report.remarks = laws.limits
    give(report, to: place)
  }
}

/// What a plan says; as the header says.
@c @implementation
public func xavier_plan_json(
  _ plan: OpaquePointer?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    json?.pointee = nil
    try give(String(decoding: held(plan).report.json(), as: UTF8.self), to: json)
  }
}

/// Draws a tensor of a plan; as the header says.
@c @implementation
public func xavier_plan_fill(
  _ plan: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ memory: UnsafeMutableRawPointer?,
  _ size: Int, _ type: xavier_type, _ slice: UnsafePointer<xavier_slice>?,
  _ run: UnsafePointer<xavier_run>?, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    let held = try held(plan)
    let tensor = try held.tensor(text(name, "name of a tensor"))
    guard case .drawn(let record) = tensor.contents else {
      throw InterfaceError("tensor \(tensor.name): \(tensor.reason), one that the plan draws")
    }
    let drawing = Drawing(
      law: record.law, spec: record.spec, path: record.path ?? tensor.name,
      seed: held.report.plan.seed)
    try drawing.fill(memory, size, type, slice, WorkRun(run))
  }
}

/// Frees a plan.
@c @implementation
public func xavier_plan_free(_ plan: OpaquePointer?) {
  guard let plan else { return }
  Unmanaged<HeldPlan>.fromOpaque(UnsafeRawPointer(plan)).release()
}

extension RecipeCatalog {
  // A recipe that draws without looking at examples.
  fileprivate static func drawing(_ text: String) throws -> any Recipe {
    if entries.contains(where: { $0.name == text && $0.needsExamples }) {
      throw InterfaceError("recipe: \(text), which needs examples, a recipe that needs none")
    }
    return try recipe(named: text)
  }
}

extension Layout {
  /// The order of axes with a name.
  init(named text: String) throws {
    guard let layout = Layout(rawValue: text) else {
      throw InterfaceError(unknown: "layout", text, among: Layout.allCases.map(\.rawValue))
    }
    self = layout
  }
}

extension CheckpointFormat {
  /// The format that tensors in memory count as coming from.
  init(named text: String?) throws {
    let formats: [CheckpointFormat] = [.npz, .pytorch, .safetensors]
    guard let format = formats.first(where: { $0.rawValue == text ?? "npz" }) else {
      throw InterfaceError(unknown: "format", text ?? "", among: formats.map(\.rawValue))
    }
    self = format
  }
}
