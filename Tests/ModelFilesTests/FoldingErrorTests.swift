import ModelFiles
import Operators
import Tensors
import Testing

