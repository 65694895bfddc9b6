// Layers and operators share names, such as Flatten. Whoever imports operators through this module
// means the layer by such a name, and the operator by Operators.Flatten.
@_exported import Operators
