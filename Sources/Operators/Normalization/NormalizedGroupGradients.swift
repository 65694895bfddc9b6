import CKernels
import Tensors
import Threads

/// The gradients of ``NormalizedGroups``, with s a group's inverse deviation, g = dy scale and n its
/// elements:
///
///     dx = s (g - mean of g - z mean of g z)
///     dscale = sum of dy z,   dshift = sum of dy
struct NormalizedGroupGradients: ParallelWork {
  private let groups: Int
  private let segments: Int
  private let length: Int
  private let x: UnsafePointer<Float>
  private let dy: UnsafePointer<Float>
  private let scale: UnsafePointer<Float>
  private let dx: UnsafeMutablePointer<Float>?
  private let state: NormalizationState
  // For each example the sums of dy z of each segment, then those of dy.
  private let sums: UnsafeMutablePointer<Double>?
  private let ranges: ParallelRanges

  /// Computes the gradients of a call with the given number of groups.
  static func run(_ call: BackwardCall, groups: Int, _ state: NormalizationState) {
    let shape = call.input.shape
    guard shape.count > 0 else {
      for gradient in call.inputGradients { gradient?.fillWithZeros() }
      return
    }
    let work = NormalizedGroupGradients(call, groups: groups, state)
    call.threads.run(count: work.ranges.count, work)
    guard let sums = work.sums else { return }
    let parameters = call.inputs[1].shape.count
    xv_fold(sums, shape[0], 2 * parameters)
    call.inputGradients[1]?.fill(rounding: sums)
    call.inputGradients[2]?.fill(rounding: sums + parameters)
  }

  private init(_ call: BackwardCall, groups: Int, _ state: NormalizationState) {
    let shape = call.input.shape
    let parameters = call.inputs[1].shape.count
    let elements = shape.count / (shape[0] * groups)
    self.groups = groups
    self.state = state
    segments = parameters / groups
    length = elements / segments
    (x, dy) = (call.input.pointer, call.outputGradient.pointer)
    (scale, dx) = (call.inputs[1].pointer, call.inputGradient?.pointer)
    let wantsSums = call.inputGradients[1] != nil || call.inputGradients[2] != nil
    sums = wantsSums ? state.sums(shape[0] * 2 * parameters) : nil
    ranges = ParallelRanges(
      total: shape[0] * groups, grain: max(normalizationGrain / elements, 1),
      threads: call.threads)
  }

  func perform(_ index: Int) {
    for group in ranges[index] { differentiate(group) }
  }

  private func differentiate(_ group: Int) {
    let start = group * segments * length
    let (example, place) = group.quotientAndRemainder(dividingBy: groups)
    let first = place * segments
    let own = sums.map { $0 + example * 2 * groups * segments + first }
    let (mean, inverse) = (state.means[group], state.inverseDeviations[group])
    let count = Double(segments * length)
    var (sum, product) = (0.0, 0.0)
    for segment in 0..<segments {
      var (ownSum, ownProduct) = (0.0, 0.0)
      let offset = start + segment * length
      xv_centred_sums(x + offset, dy + offset, nil, 0, length, mean, &ownSum, &ownProduct)
      let factor = inverse * Double(scale[first + segment])
      sum += factor * ownSum
      product += factor * ownProduct
      own?[segment] = inverse * ownProduct
      own?[groups * segments + segment] = ownSum
    }
    guard let dx else { return }
    let slope = -(inverse * inverse) * product / count
    let shift = -sum / count - slope * mean
    for segment in 0..<segments {
      let offset = start + segment * length
      let factor = inverse * Double(scale[first + segment])
      xv_add_line(x + offset, dy + offset, dx + offset, length, factor, slope, shift)
    }
  }
}
