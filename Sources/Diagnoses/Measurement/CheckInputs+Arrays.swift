import Networks
import Tensors
import Threads

extension CheckInputs {
  /// The examples of the first run as arrays, by the names of inputs.
  public func arrays(
    for network: Network, seed: UInt64, threads: ThreadPool = .shared
  ) -> [String: StoredTensor] {
    let memory = Tensor(zeros: [shapes.reduce(0) { $0 + $1.count }])
    var views: [MutableTensorView] = []
    var start = memory.pointer
    for shape in shapes {
      views.append(MutableTensorView(shape, start))
      start += shape.count
    }
    write(run: 0, seed: seed, into: views, threads: threads)
    var arrays: [String: StoredTensor] = [:]
    for (input, view) in zip(network.inputs, views) {
      arrays[input.name] = StoredTensor(view.shape, floats: Array(view.elements))
        .converted(to: input.type)
    }
    return arrays
  }
}
