import Networks

// Where a layer and the operator it stands for have one name, the name is the layer's; the operator is
// spelled with its module: `Operators.Reshape`.

/// The layer.
public typealias Add = Networks.Add
/// The layer.
public typealias BatchNormalization = Networks.BatchNormalization
/// The layer.
public typealias Dropout = Networks.Dropout
/// The layer.
public typealias Flatten = Networks.Flatten
/// The layer.
public typealias GroupNormalization = Networks.GroupNormalization
/// The layer.
public typealias LayerNormalization = Networks.LayerNormalization
/// The layer.
public typealias RMSNormalization = Networks.RMSNormalization
/// The layer.
public typealias Reshape = Networks.Reshape
/// The layer.
public typealias Transpose = Networks.Transpose
