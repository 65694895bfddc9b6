import Initializers
import ModelFiles
import Recipes

extension AuditReport {
  /// Says in which order the axes were taken, and of which tensors nothing declares them.
  ///
  /// - Parameters:
  ///   - layout: the order that the user declared; `nil` for none.
  ///   - file: the checkpoint.
  ///   - named: what its names say.
  public mutating func describeAxes(
    layout: Layout?, _ file: Checkpoint, _ named: NamedParameters
  ) {
    if let order = layout ?? file.layout {
      remarks.append(
        "Axes are taken in the order of \(order.rawValue)"
          + (layout != nil
            ? "."
            : file.layout == file.format.layout
              ? ", as \(file.format.rawValue) implies." : ", as the file says."))
    }
    if let first = named.ambiguous.first {
      let more = named.ambiguous.count - 1
      remarks.append(
        "Not compared with fans: \(first.path)" + (more > 0 ? " and \(more) more" : "")
          + ", whose axes nothing declares.")
    }
  }
}
