import Initializers
import Tensors
import Testing

@Suite("Matrix laws on parameters with many axes")
struct MapLawTests {
  /// Kernels of rank 3 to 5 in all layouts, with more inputs than outputs and fewer.
  private static let kernels: [ParameterSpec] = {
    let made = [Layout.pytorch, .keras].flatMap { layout in
      [
        try? ParameterSpec.convolution(in: 4, out: 30, kernel: [3], layout: layout),
        try? ParameterSpec.convolution(in: 9, out: 7, kernel: [3, 2], layout: layout),
        try? ParameterSpec.convolution(in: 6, out: 8, kernel: [2, 2], groups: 2, layout: layout),
        try? ParameterSpec.convolution(in: 2, out: 11, kernel: [2, 1, 3], layout: layout),
        try? ParameterSpec.transposedConvolution(
          in: 6, out: 9, kernel: [2, 2], groups: 3, layout: layout),
        try? ParameterSpec.convolution(in: 1, out: 1, kernel: [1, 1], layout: layout),
      ]
    }
    return made.compactMap { $0 }
  }()

  /// The matrix of each map: one row for each output unit, inputs and kernel positions across,
  /// found from the declared factors alone.
  private func matrices(_ values: [Float], _ spec: ParameterSpec) -> [[[Double]]] {
    let outputs = spec.length(.output)
    let across = values.count / spec.mapCount / outputs
    var made = [[[Double]]](
      repeating: [[Double]](repeating: [], count: outputs), count: spec.mapCount)
    for (element, value) in values.enumerated() {
      var rest = element
      var (map, output, mapStep, outputStep) = (0, 0, 1, 1)
      for factor in spec.factors.reversed() {
        let index = rest % factor.length
        rest /= factor.length
        if factor.axis == .output {
          output += index * outputStep
          outputStep *= factor.length
        } else if factor.axis.countsMaps {
          map += index * mapStep
          mapStep *= factor.length
        }
      }
      made[map][output].append(Double(value))
    }
    for map in made { for row in map { precondition(row.count == across) } }
    return made
  }

  @Test("kernels of rank 3 to 5 are orthonormal, each group by itself", arguments: kernels)
  func orthogonalKernels(_ spec: ParameterSpec) throws {
    let values = try FixedLaw.orthogonal.draw(spec, path: "kernel", seed: 1)
    let maps = matrices(values, spec)
    #expect(maps.count == spec.mapCount)
    for map in maps {
      let flat = map.flatMap { $0 }
      #expect(orthogonalityError(flat, rows: map.count, columns: map[0].count) < 1e-6)
    }
    if maps.count > 1 { #expect(maps[0] != maps[1]) }
  }

  @Test("a delta-orthogonal kernel is orthonormal in its middle and zero elsewhere")
  func deltaOrthogonal() throws {
    for layout in [Layout.pytorch, .keras] {
      let spec = try ParameterSpec.convolution(in: 4, out: 6, kernel: [3, 2], layout: layout)
      let values = try FixedLaw.deltaOrthogonal.draw(spec, path: "kernel", seed: 1)
      var middle: [Double] = []
      for output in 0..<6 {
        for input in 0..<4 {
          for position in 0..<6 {
            let index =
              layout == .pytorch
              ? (output * 4 + input) * 6 + position
              : (position * 4 + input) * 6 + output
            // The middle of 3 and 2 is (1, 1).
            if position == 3 {
              middle.append(Double(values[index]))
            } else {
              #expect(values[index] == 0)
            }
          }
        }
      }
      #expect(orthogonalityError(middle, rows: 6, columns: 4) < 1e-6)
    }
  }

  @Test("with a delta-orthogonal kernel a circular convolution keeps every image's length")
  func isometry() throws {
    let spec = try ParameterSpec.convolution(in: 3, out: 5, kernel: [3], layout: .pytorch)
    let weights = try FixedLaw.deltaOrthogonal.draw(spec, path: "kernel", seed: 4)
    let image = (0..<3 * 8).map { Double($0 * $0 % 17) - 8 }
    var output = [Double](repeating: 0, count: 5 * 8)
    for (o, i) in (0..<15).map({ ($0 / 3, $0 % 3) }) {
      for (x, k) in (0..<24).map({ ($0 / 3, $0 % 3) }) {
        output[o * 8 + x] += Double(weights[(o * 3 + i) * 3 + k]) * image[i * 8 + (x + k + 7) % 8]
      }
    }
    func square(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(square(output) / square(image) - 1) < 1e-6)
  }

  @Test("Dirac's kernel hands its input on, in every group, as PyTorch's dirac_ does")
  func dirac() throws {
    let spec = try ParameterSpec.convolution(
      in: 6, out: 8, kernel: [3, 3], groups: 2, layout: .pytorch)
    let weights = try FixedLaw.identity.draw(spec, path: "w", seed: 0).map(Double.init)
    let layer = NaiveConvolution(
      inputs: 6, outputs: 8, groups: 2, kernel: 3, stride: 1, isTransposed: false, weights: weights)
    let image = (0..<6 * 25).map { Double($0) }
    let (values, size) = layer.output(of: image, size: 5)
    #expect(size == 3)
    for (channel, place) in (0..<8 * 9).map({ ($0 / 9, $0 % 9) }) {
      let own = channel % 4
      let source = (channel / 4 * 3 + own) * 25 + (place / 3 + 1) * 5 + place % 3 + 1
      // The fourth output of each group has no input.
      #expect(values[channel * 9 + place] == (own < 3 ? image[source] : 0))
    }
  }

  @Test("layouts of one parameter hold the same maps", arguments: ["orthogonal", "identity"])
  func layouts(_ name: String) throws {
    let initializer = try InitializerCatalog.initializer(spelled: name)
    let specs = try [Layout.pytorch, .keras].map {
      try ParameterSpec.convolution(in: 4, out: 6, kernel: [3], groups: 2, layout: $0)
    }
    let draws = try specs.map { try initializer.draw($0, path: "w", seed: 0) }
    for (output, input, position) in (0..<36).map({ ($0 / 6, $0 / 3 % 2, $0 % 3) }) {
      #expect(
        draws[0][(output * 2 + input) * 3 + position]
          == draws[1][(position * 2 + input) * 6 + output])
    }
  }

  @Test("any slice of a kernel, in any element type, is the slice of the whole", arguments: kernels)
  func slices(_ spec: ParameterSpec) throws {
    for name in ["orthogonal", "deltaOrthogonal", "identity", "sparse:0.4,1"] {
      let initializer = try InitializerCatalog.initializer(spelled: name)
      let whole = try initializer.draw(spec, as: BFloat16.self, path: "w", seed: 3)
      for first in stride(from: 0, to: whole.count, by: 7) {
        var slice = [BFloat16](
          repeating: BFloat16(9), count: min(11, whole.count - first))
        try initializer.fill(&slice, from: first, of: spec, path: "w", seed: 3)
        #expect(slice == Array(whole[first..<first + slice.count]), "\(name)")
      }
    }
  }

  @Test("the variance that laws state is that of their draws over many paths")
  func variances() throws {
    for name in ["orthogonal:1.3", "deltaOrthogonal", "identity:2", "sparse:0.4,1"] {
      let initializer = try InitializerCatalog.initializer(spelled: name)
      let spec = try ParameterSpec.convolution(in: 6, out: 8, kernel: [3], groups: 2)
      var values: [Float] = []
      for layer in 0..<400 { values += try initializer.draw(spec, path: "\(layer)", seed: 0) }
      let sample = Sample(values)
      let law = try initializer.law(for: spec)
      let mean = name.hasPrefix("identity") ? sample.mean : 0
      let found = sample.moment(2) - mean * mean
      // Orthogonal entries have less kurtosis than normal ones; zeros multiply it by at most 7.
      let error = (20 / sample.count).squareRoot()
      #expect(abs(found / law.variance(of: spec) - 1) < 4.5 * error, "\(name)")
    }
  }

  @Test("a shape that is not declared is refused with a sentence that shows how")
  func undeclared() {
    let error = #expect(throws: InitializerError.self) {
      try ParameterSpec.undeclared([64, 128, 3])
    }
    #expect(error?.code == .ambiguous)
    #expect(
      error?.description
        == "shape 64×128×3: nothing says which axes are summed over, a declaration "
        + "such as .stored([64, 128, 3], layout: .pytorch) for (out, in, kernel...) was expected")
    for lengths in [[], [7], [1, 2, 3, 4, 5, 6]] {
      #expect(throws: InitializerError.self) {
        try ParameterSpec.stored(lengths, layout: .keras)
      }
    }
    let vector = #expect(throws: InitializerError.self) { try ParameterSpec.undeclared([7]) }
    #expect(
      vector?.description == "shape 7: nothing says which axes are summed over, a declaration such "
        + "as .bias(out: 7) for a vector that is added was expected")
  }
}

extension ParameterSpec: CustomTestStringConvertible {
  /// The shape and what its axes are for.
  public var testDescription: String {
    "\(shape) " + factors.map { "\($0.axis.rawValue) \($0.length)" }.joined(separator: ", ")
  }
}
