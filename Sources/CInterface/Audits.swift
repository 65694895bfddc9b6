import CXavier
import Foundation
import Xavier

/// Where the numbers of tensors come from; as the header says.
@c @implementation
public func xavier_audit(
  _ path: UnsafePointer<CChar>?, _ tensors: UnsafePointer<xavier_tensor>?, _ count: Int,
  _ options: UnsafePointer<xavier_audit_options>?, _ run: UnsafePointer<xavier_run>?,
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ text: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    json?.pointee = nil
    text?.pointee = nil
    let run = try WorkRun(run)
    let options = options?.pointee ?? xavier_audit_options()
    guard options.columns == 0 || 40...1000 ~= options.columns else {
      throw InterfaceError("columns: \(options.columns), a number from 40 to 1000")
    }
    let file = try checkpoint(optionalText(path, "path"), tensors, count, options)
    let report = try run.asking { try audit(file, options, run) }
    let columns = options.columns == 0 ? 120 : Int(options.columns)
    let document = String(decoding: try report.json(), as: UTF8.self)
    let table = report.terminalText(usesColor: false, columns: columns, showsAll: false)
    try give(document, to: json)
    do {
      try give(table, to: text)
    } catch {
      free(json?.pointee)
      json?.pointee = nil
      throw error
    }
  }
}

private func checkpoint(
  _ path: String?, _ tensors: UnsafePointer<xavier_tensor>?, _ count: Int,
  _ options: xavier_audit_options
) throws -> Checkpoint {
  let name = try optionalText(options.name, "name")
  if let path {
    guard tensors == nil, count == 0 else {
      throw InterfaceError("audit: path and tensors, one of them")
    }
    guard name == nil, options.format == nil else {
      throw InterfaceError("name, format: with a path, with tensors")
    }
    return try Checkpoint(contentsOf: path)
  }
  return try CallerTensor.checkpoint(
    CallerTensor.all(tensors, count, "tensors"), name: name ?? "tensors",
    format: CheckpointFormat(named: optionalText(options.format, "format")))
}

private func audit(
  _ file: Checkpoint, _ options: xavier_audit_options, _ run: WorkRun
) throws -> AuditReport {
  let layout = try optionalText(options.layout, "layout").map { try Layout(named: $0) }
  let recipe = try optionalText(options.recipe, "recipe").map {
    try RecipeCatalog.recipe(named: $0)
  }
  let named = file.namedParameters(layout: layout)
  if let recipe { try named.check(for: recipe) }
  var audit = Audit(file, parameters: named.parameters)
  audit.recipe = recipe
  if let against = try optionalText(options.against, "against") {
    audit.compare(with: try Checkpoint(contentsOf: against))
  }
  audit.onProgress = run.progress
  var report = AuditReport(try audit.run(threads: run.threads), of: file.name)
  report.describeAxes(layout: layout, file, named)
  return report
}
