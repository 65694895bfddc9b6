import Files
import Foundation
import Tensors
import Threads

/// Writes a plan as a `.weights.h5` file of Keras 3, which `model.load_weights` reads.
///
/// Groups and their attributes are those of the model's own file, the groups without variables too. What
/// its optimizer kept is left out. The same plan gives the same bytes.
public struct KerasWeightsWriter: Sendable {
  private let plan: CheckpointPlan
  private let path: String
  private let parts: [Part]

  // What the file is to have, in order.
  private struct Part: Sendable {
    let path: String
    let type: HDF5Type?
    let tensor: PlannedTensor?
    let attributes: [HDF5Contents.Attribute]
  }

  /// The file of a plan.
  ///
  /// - Parameters:
  ///   - plan: what is written: tensors of the template, under their names.
  ///   - template: the model's own file, `.keras` or `.weights.h5`.
  ///   - path: the file.
  /// - Throws: ``CheckpointPlanError`` with code `.format` where the template is no such file, for types
  ///   that Keras does not write, and for attributes that cannot be written.
  public init(
    _ plan: CheckpointPlan, groupsOf template: Checkpoint?, to path: String
  ) throws(CheckpointPlanError) {
    guard let weights = template?.keras?.weights, weights.kind == .numbered else {
      throw .format(
        "\(path): weights of a model whose groups nothing says, a MODEL in .keras or .weights.h5 of "
          + "Keras 3 was expected")
    }
    self.plan = plan
    self.path = path
    var tensors: [String: PlannedTensor] = [:]
    for tensor in plan.tensors { tensors[tensor.name] = tensor }
    var parts: [Part] = []
    for object in weights.file.contents.objects where weights.isKept(object.path) {
      var attributes = try Self.attributes(of: object, path)
      var tensor: PlannedTensor?
      var type: HDF5Type?
      if object.dataset != nil {
        guard let planned = tensors[object.path] else { continue }
        guard let known = HDF5Type(planned.type) else {
          throw .format(
            "\(path), tensor \(shown(object.path)): elements of type \(planned.type), one that Keras "
              + "writes was expected; safetensors has it")
        }
        (tensor, type) = (planned, known)
        attributes.removeAll { $0.name == "dtype" }
        if known == .opaque {
          attributes.append(.init(name: "dtype", value: .text("bfloat16")))
        }
      } else if object.path.isEmpty {
        attributes = Self.own(attributes, plan)
      }
      parts.append(Part(path: object.path, type: type, tensor: tensor, attributes: attributes))
    }
    self.parts = parts
  }

  private static func attributes(
    of object: HDF5Contents.Object, _ path: String
  ) throws(CheckpointPlanError) -> [HDF5Contents.Attribute] {
    for attribute in object.attributes {
      guard attribute.value != .other else {
        throw .format(
          "\(path), \(shown(object.path)): an attribute \(shown(attribute.name)) of another kind than "
            + "texts and numbers, which can be written, was expected")
      }
    }
    return object.attributes
  }

  // What the file says of itself, in the order of keys.
  private static func own(
    _ attributes: [HDF5Contents.Attribute], _ plan: CheckpointPlan
  ) -> [HDF5Contents.Attribute] {
    let metadata = DrawMetadata.entries(plan, plan.tensors).filter { $0.key.hasPrefix("xavier.") }
    return attributes.filter { !$0.name.hasPrefix("xavier.") }
      + metadata.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .text($0.value)) }
  }

  /// Draws and writes.
  ///
  /// - Throws: `FileError` where the file cannot be written, ``ModelFileError`` where a template's tensor
  ///   cannot be read or the program that lays the file out is not there; a file that was in its place
  ///   stays as it was.
  public func write(
    threads: ThreadPool = .shared, onBytes: (Int) -> Void = { _ in }
  ) throws {
    let (skeleton, places) = try layout()
    var status = stat()
    guard fstat(skeleton.descriptor, &status) == 0 else {
      throw ModelFileError(.unwritable, path, "no temporary file, one was expected")
    }
    let size = Int(status.st_size)
    let tensors = parts.compactMap(\.tensor)
    let order = tensors.indices.filter { tensors[$0].shape.count > 0 }
      .sorted { places[$0] < places[$1] }
    let draft = try FileDraft(for: path, size: size)
    let room = PieceRoom()
    var next = 0
    for index in order {
      let tensor = tensors[index]
      guard places[index] >= next, tensor.byteCount <= size - places[index] else {
        draft.discard()
        throw HDF5Answer.wrong(path)
      }
      try copy(skeleton, next..<places[index], to: draft)
      do {
        try tensor.forEachPiece(seed: plan.seed, threads: threads, room: room) {
          bytes throws(FileError) in
          try draft.write(bytes)
          onBytes(bytes.count)
        }
      } catch .body(let error) {
        throw error
      } catch .template(let error) {
        throw error
      }
      next = places[index] + tensor.byteCount
    }
    try copy(skeleton, next..<size, to: draft)
    try draft.finish()
  }

  // The file without numbers, which takes no room for them, and where each tensor lies in it.
  private func layout() throws(ModelFileError) -> (file: OpenFile, places: [Int]) {
    let (file, input) = (try OpenFile(temporaryFor: path), try OpenFile(temporaryFor: path))
    let description = HDF5Description(
      parts: parts.map { ($0.path, $0.type, $0.tensor?.shape, $0.attributes) })
    try StoredBytes(description.bytes).withUnsafeBytes { bytes throws(ModelFileError) in
      try input.write(bytes, for: path)
    }
    lseek(input.descriptor, 0, SEEK_SET)
    let process = HDF5Process(program: try HDF5Program.path(for: path))
    var answer = HDF5Answer(name: path)
    var places: [Int] = []
    let request = HDF5Process.Request(
      verb: "write", file: file.descriptor, input: input.descriptor)
    try process.run(request, name: path) { bytes throws(ModelFileError) in
      answer.append(bytes)
      while var message = try answer.next() {
        guard message.kind == UInt8(ascii: "P") else { throw HDF5Answer.wrong(path) }
        places.append(try message.natural())
      }
    }
    try answer.end()
    guard places.count == parts.filter({ $0.tensor != nil }).count else {
      throw HDF5Answer.wrong(path)
    }
    return (file, places)
  }

  private func copy(_ file: OpenFile, _ range: Range<Int>, to draft: FileDraft) throws {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { room.deallocate() }
    var place = range.lowerBound
    while place < range.upperBound {
      let count = pread(
        file.descriptor, room.baseAddress, min(room.count, range.upperBound - place), off_t(place))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        draft.discard()
        throw ModelFileError(
          .unwritable, path, "a temporary file that ends, all of it was expected")
      }
      try draft.write(UnsafeRawBufferPointer(rebasing: room[..<count]))
      place += count
    }
  }
}
