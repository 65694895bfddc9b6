import ModelFiles
import Operators
import Tensors
import Testing

@Suite("Folding refuses")
struct FoldingErrorTests {
}
