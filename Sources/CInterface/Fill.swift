import CXavier
import Xavier

/// Draws a parameter into the caller's memory; as the header says.
@c @implementation
public func xavier_fill(
  _ memory: UnsafeMutableRawPointer?, _ size: Int, _ type: xavier_type,
  _ parameter: UnsafePointer<xavier_parameter>?, _ slice: UnsafePointer<xavier_slice>?,
  _ run: UnsafePointer<xavier_run>?, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    guard let parameter = parameter?.pointee else {
      throw InterfaceError("parameter: NULL, one")
    }
    let run = try WorkRun(run)
    try Drawing(parameter).fill(memory, size, type, slice, run)
  }
}

extension Drawing {
  /// A parameter as a caller describes it.
  init(_ parameter: xavier_parameter) throws {
    path = try text(parameter.path, "path of a parameter")
    seed = parameter.seed
    let initializer = try InitializerCatalog.initializer(
      spelled: text(parameter.initializer, "initializer"))
    let shape = try CInterface.shape(
      parameter.shape, rank: parameter.rank, of: "parameter \(path)")
    let layout = try optionalText(parameter.layout, "layout")
    if let layout {
      spec = try Self.spec(shape, layout, groups: Int(parameter.groups), path)
    } else {
      guard 0...1 ~= parameter.groups else {
        throw InterfaceError("groups of \(path): without a layout, with one")
      }
      spec = try Self.spec(shape, whateverAxesFor: initializer, path)
    }
    // Of a parameter without elements nothing is drawn, whatever its fans are.
    law = try shape.count == 0 ? FixedLaw.zeros.law(for: spec) : initializer.law(for: spec)
  }

  private static func spec(
    _ shape: Shape, _ layout: String, groups: Int, _ path: String
  ) throws -> ParameterSpec {
    if let layout = Layout(rawValue: layout) {
      guard groups >= 0 else { throw InterfaceError("groups of \(path): \(groups), 1 or more") }
      guard 2...5 ~= shape.rank else {
        throw InterfaceError(
          "parameter \(path): \(shape) in the order of \(layout.rawValue), 2 to 5 axes, or a word "
            + "for each of them such as 'output'")
      }
      return try .stored(shape.lengths, layout: layout, groups: max(groups, 1))
    }
    guard 0...1 ~= groups else {
      throw InterfaceError("groups of \(path): with words for axes, without")
    }
    let words = layout.isEmpty ? [] : layout.split(separator: ",", omittingEmptySubsequences: false)
    let axes = try words.map { word -> Axis in
      guard let axis = Axis(rawValue: String(word)) else {
        let names = Layout.allCases.map(\.rawValue) + Axis.allCases.map(\.rawValue)
        throw InterfaceError(unknown: "layout of \(path)", String(word), among: names)
      }
      return axis
    }
    return try ParameterSpec(shape: shape, axes: axes, role: .weight)
  }

  // A law that is the same whatever the axes are for needs to know no more.
  private static func spec(
    _ shape: Shape, whateverAxesFor initializer: any Initializer, _ path: String
  ) throws -> ParameterSpec {
    let candidates = try [Axis.output, .input, .kernel, .lookup].map { axis in
      try ParameterSpec(shape: shape, axes: shape.lengths.map { _ in axis }, role: .weight)
    }
    let laws = candidates.map { try? initializer.law(for: $0) }
    let records = Set(laws.map { $0?.isElementwise == true ? $0?.record : nil })
    guard records.count == 1, records.first != .some(nil) else {
      throw InterfaceError(
        "parameter \(path): \(shape), and nothing says which axes are summed over; layout 'pytorch' "
          + "(out, in, kernel...), 'keras' or 'jax' (kernel..., in, out), or a word for each axis "
          + "such as 'output,input'")
    }
    return candidates[0]
  }
}

extension InterfaceError {
  /// A word that is none of some names.
  init(unknown kind: String, _ word: String, among names: [String]) {
    self.init(status: XAVIER_USAGE, "\(kind): \(word), \(Spellings(names).unknown(word))")
  }
}
