import Tensors

/// What looks at the values of a network while passes compute them; in a workspace most of them lose
/// their numbers soon after.
package protocol PassObserver: AnyObject {
  /// A value has its numbers.
  func valueIsComputed(_ value: Network.Value, _ view: TensorView)

  /// The gradient of a value has its numbers.
  func gradientIsComplete(of value: Network.Value, _ view: TensorView)
}
