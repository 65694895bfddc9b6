import Tensors

/// A tensor of a PyTorch file: which elements of a storage it is.
struct PyTorchTensor: Sendable {
  /// No tensor has more axes: NumPy's limit.
  static let rankLimit = 64
  /// A view that repeats elements may have so many, if its storage has not more.
  static let repeatedLimit = 1 << 24

  let type: StoredType
  let shape: Shape
  private let subject: String
  private let storage: PyTorchStorage
  // Bytes of the storage that the view reaches.
  private let range: Range<Int>
  // In elements.
  private let strides: [Int]

  /// - Parameters:
  ///   - capacity: the number of elements of the type that the storage has.
  ///   - start: the first byte of these in the storage.
  ///   - subject: what errors call the tensor.
  init(
    _ view: PickleContents.Tensor, of storage: PyTorchStorage, type: StoredType, capacity: Int,
    start: Int, subject: String
  ) throws(ModelFileError) {
    guard view.lengths.count <= Self.rankLimit else {
      throw ModelFileError(
        .shape, subject, "\(view.lengths.count) axes, at most \(Self.rankLimit) were expected")
    }
    do throws(TensorError) {
      shape = try Shape(checking: view.lengths)
    } catch { throw ModelFileError(.shape, subject, error.description) }
    if shape.count.multipliedReportingOverflow(by: type.size).overflow {
      throw .tensorSize(subject, shape)
    }
    (self.type, self.subject, self.storage) = (type, subject, storage)
    // Of an axis of one element the stride says nothing.
    strides = zip(view.lengths, view.strides).map { length, stride in length > 1 ? stride : 0 }
    guard view.offset >= 0, !view.strides.contains(where: { $0 < 0 }) else {
      throw ModelFileError(
        .storage, subject,
        "offset \(view.offset) and strides \(view.strides), none below 0 was expected")
    }
    guard shape.count > 0 else {
      range = 0..<0
      return
    }
    // The last element; lengths and strides are below 2^63 each, and so is the sum so far.
    var last = Int128(view.offset)
    for (length, stride) in zip(view.lengths, view.strides) {
      last = min(last + Int128(length - 1) * Int128(stride), Int128(Int.max))
    }
    guard last < Int128(capacity) else {
      throw ModelFileError(
        .storage, subject,
        "elements up to \(last) of a storage of \(capacity), elements within it were expected")
    }
    guard shape.count <= max(capacity, Self.repeatedLimit) else {
      throw ModelFileError(
        .tooLarge, subject,
        "\(shape.count) elements that repeat \(capacity), at most \(Self.repeatedLimit) were "
          + "expected")
    }
    let first = start + view.offset * type.size
    range = first..<start + (Int(last) + 1) * type.size
  }

  /// The numbers; they share the storage's memory where they lie there row-major.
  func tensor() throws(ModelFileError) -> StoredTensor {
    let bytes = shape.count == 0 ? StoredBytes([]) : try storage.contents()[range]
    let isSwapped = storage.isBigEndian && type.size > 1 && shape.count > 0
    var elements = bytes
    if isSwapped || !isRowMajor {
      elements = bytes.withUnsafeBytes { source in
        StoredBytes(count: shape.count * type.size) { memory in
          StridedElements(lengths: shape.lengths, strides: strides, size: type.size)
            .copy(source, into: memory, isSwapped: isSwapped)
        }
      }
    }
    do throws(TensorError) {
      return try StoredTensor(type: type, shape: shape, bytes: elements)
    } catch { throw ModelFileError(.count, subject, error.description) }
  }

  /// Whether the elements follow each other without gaps, the last axis fastest.
  private var isRowMajor: Bool {
    guard shape.count > 0 else { return true }
    var expected = 1
    for (length, stride) in zip(shape.lengths, strides).reversed() where length > 1 {
      if stride != expected { return false }
      expected *= length
    }
    return true
  }
}
