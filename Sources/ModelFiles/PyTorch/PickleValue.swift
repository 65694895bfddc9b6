import Tensors

/// A value that a pickle makes, in 16 bytes, as there may be as many as the pickle has bytes.
///
/// What holds other values is a number of a list in ``PickleContents``, so that values that lie deep in
/// each other, or in themselves, are let go without recursion.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer that does not fit in an `Int`: its bytes.
  case long(PickleText)
  case text(PickleText)
  case global(PickleGlobal)
  case tuple(Int)
  case list(Int)
  /// Its list holds keys and values in turn.
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  /// A float, bytes, a set, or what a function gives that says nothing of tensors.
  case other
}

/// Where in the pickle a text lies.
struct PickleText: Hashable {
  private let start: UInt32
  private let length: UInt32

  init(_ range: Range<Int>) { (start, length) = (UInt32(range.lowerBound), UInt32(range.count)) }

  /// The offsets of its bytes.
  var offsets: Range<Int> { Int(start)..<Int(start) + Int(length) }
}

/// What the values of a pickle hold.
struct PickleContents {
  /// A memory of numbers that tensors are views of.
  struct Storage {
    /// The type of an element; `nil` for bytes of no type.
    let type: PyTorchType?
    /// What the file calls it.
    let key: PickleText
    /// The number of elements, or of bytes.
    let count: Int
    /// Where the storage begins in that of the key, in elements, and how many it has, if it is a part.
    let part: Part?
  }

  /// A part of a storage, as files before PyTorch 0.4 may have them.
  struct Part {
    let offset: Int
    let count: Int
  }

  /// A view of a storage; its numbers are not checked yet.
  struct Tensor {
    let storage: Int
    let type: PyTorchType
    /// The first element, counted in elements of the type.
    let offset: Int
    let lengths: [Int]
    let strides: [Int]
  }

  var lists: [[PickleValue]] = []
  var storages: [Storage] = []
  var tensors: [Tensor] = []
}
