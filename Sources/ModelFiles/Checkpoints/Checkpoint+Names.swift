import Initializers
import Recipes
import Tensors

extension Checkpoint {
  /// What names and shapes of the tensors of real numbers say of them.
  ///
  /// - Parameter layout: the order of axes that a user declares; by default what names say, and else
  ///   what the format implies.
  public func namedParameters(layout: Layout? = nil) -> NamedParameters {
    NamedParameters(
      entries.filter { $0.type.elementType != nil }.map { ($0.name, $0.shape) }, layout: layout,
      implied: self.layout)
  }
}
