import Tensors

extension CheckpointPlan {
  /// The plan with zeros for the tensors that it would copy, so that it needs no file's memory.
  package var withoutNumbers: CheckpointPlan {
    var plan = self
    plan.tensors = tensors.map { tensor in
      guard case .copied = tensor.contents else { return tensor }
      let zeros = StoredTensor.filled(type: tensor.type, shape: tensor.shape, value: 0)
      return PlannedTensor(
        name: tensor.name, type: tensor.type, shape: tensor.shape,
        contents: .copied(Checkpoint.Entry(tensor.name, zeros)), spelling: tensor.spelling,
        reason: tensor.reason)
    }
    return plan
  }
}
