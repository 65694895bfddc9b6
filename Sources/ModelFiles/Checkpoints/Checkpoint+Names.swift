import Initializers
import Recipes
import Tensors

extension Checkpoint {
  /// What names, shapes and where there is one a configuration say of the tensors of real numbers.
  ///
  /// - Parameter layout: the order of axes that a user declares; by default what names say, and else
  ///   what the format implies.
  public func namedParameters(layout: Layout? = nil) -> NamedParameters {
    NamedParameters(
      entries.filter { $0.type.elementType != nil }.map { ($0.name, $0.shape) }, layout: layout,
      implied: self.layout, variables: keras?.variables ?? [:])
  }
}
