import Initializers
import Recipes
import Tensors

/// A part of a tensor with what was read of it.
struct MeasuredPart {
  let sums: PowerSums
  /// `nil` where its moments and extremes alone are known.
  let sample: TensorSample?
  let law: InferredLaw?
  let match: InitializerMatch?
  let spec: ParameterSpec?
}

/// What is read of one tensor: the pass over it, then samples of its parts.
struct TensorReading {
  let source: AuditSource
  let parameter: ModelParameter?
  let entry: RecipePlan.Entry?
  let layers: Int?
  let plan: TallyPlan

  init(
    _ source: AuditSource, _ tensor: StoredTensor, _ parameter: ModelParameter?,
    _ entry: RecipePlan.Entry?, layers: Int?, wantsHistogram: Bool
  ) {
    self.source = source
    self.parameter = parameter
    self.entry = entry
    self.layers = layers
    let spec = parameter?.spec
    let view = MatrixView(source.shape, spec)
    plan = TallyPlan(
      ElementReader(tensor), view, view.parts(of: spec), wantsHistogram: wantsHistogram)
  }

  /// The tensor with all that is found of it by itself.
  func audited(_ tally: TensorTally) -> AuditedTensor {
    defer { plan.reader.letGo() }
    let view = plan.view
    var whole = tally.parts[0]
    for part in tally.parts.dropFirst() { whole.add(part) }
    let sample = TensorSample(
      plan.reader, view, MatrixPart(rows: 0..<view.rows, columns: 0..<view.columns))
    let spec = parameter?.spec
    let law = law(MatrixPart(rows: 0..<view.rows, columns: 0..<view.columns), whole, sample)
    var parts = measuredParts(law)
    let match = candidates(spec).match(law, count: whole.finite, rounding: sample.rounding)
    let isWhole = parts.isEmpty
    if isWhole {
      parts = [
        MeasuredPart(
          sums: tally.parts.count > 1 ? whole : tally.parts[0], sample: sample, law: law,
          match: match, spec: spec)
      ]
    }
    var differences: [RecipeDifference] = []
    if let entry, let expected = entry.law, let parameter {
      differences = RecipeDifference.all(
        parts, of: expected, for: parameter.drawnSpec, type: source.type)
    }
    let shownLaw = isWhole ? law : parts.first { $0.law?.family == .trained }?.law
    return AuditedTensor(
      name: source.name, type: source.type, shape: source.shape, statistics: .init(whole),
      law: shownLaw, initializer: isWhole ? match : nil,
      parts: parts.map {
        .init(statistics: .init($0.sums), law: $0.law, initializer: $0.match, spec: $0.spec)
      },
      expected: entry.flatMap { entry in
        parameter.flatMap { .init(entry, $0) }
      }, histogram: whole.minimum < whole.maximum ? tally.histogram : nil, comparison: differences,
      bulk: OutlierFacts(whole, sample, law), parameter: parameter, content: tally.content,
      coincidence: sample.coincidence, equalUnits: equalUnits(tally, whole, sample),
      rounding: sample.rounding)

    // Nothing where the whole has one law.
    func measuredParts(_ law: InferredLaw?) -> [MeasuredPart] {
      guard plan.parts.count > 1, law?.family != .orthogonal, law?.family != .identity,
        law?.family != .constant
      else { return [] }
      let pieces = spec.flatMap { $0.sections != nil ? $0.pieces : nil }
      let parts = plan.parts.enumerated().map { index, part in
        let sample = TensorSample(plan.reader, view, part)
        let own = self.law(part, tally.parts[index], sample)
        // Gates of one law have it as a whole.
        let piece = pieces?[index] ?? spec
        return MeasuredPart(
          sums: tally.parts[index], sample: sample, law: own,
          match: candidates(piece).match(
            own, count: tally.parts[index].finite, rounding: sample.rounding), spec: piece)
      }
      let areMatrices = parts.contains {
        $0.law?.family == .orthogonal || $0.law?.family == .identity || $0.law?.family == .constant
      }
      return pieces == nil && law?.shape != nil && !areMatrices ? [] : parts
    }
  }

  private func candidates(_ spec: ParameterSpec?) -> InitializerCandidates {
    InitializerCandidates(spec, parameter?.use, layers: layers)
  }

  private func law(
    _ part: MatrixPart, _ sums: PowerSums, _ sample: TensorSample
  ) -> InferredLaw? {
    let own = InferredLaw(sums, sample)
    guard own?.family != .constant, plan.view.columns > 1 else { return own }
    let matrix = MatrixLaws(reader: plan.reader, view: plan.view, part: part, sums: sums)
    if let identity = matrix.identity { return identity }
    let second = sums.secondMoment(about: 0)
    // Entries of an orthogonal matrix are nearly normal, of a small one of any look.
    let isSmall = sums.finite < 1 << 14
    guard sums.finite >= 4,
      isSmall
        || own?.family != .uniform && own?.family != .truncatedNormal
          && sums.fourthMoment(about: 0) <= 3.5 * second * second
    else { return own }
    return matrix.orthogonal(sample) ?? own
  }

  private func equalUnits(
    _ tally: TensorTally, _ sums: PowerSums, _ sample: TensorSample
  ) -> AuditedTensor.EqualUnits? {
    guard source.shape.rank >= 2, sums.minimum < sums.maximum, sums.finite == sums.count else {
      return nil
    }
    let (rows, columns) = (plan.view.rows, plan.view.columns)
    if let found = Self.equal(tally.rows, of: columns, sample.coincidence, "row") { return found }
    guard sample.rows >= 4, sample.columns == columns, sample.rows * columns >= 64 else {
      return nil
    }
    var hashes = [UInt64](repeating: ContentHash.start, count: columns)
    for row in 0..<sample.rows {
      for column in 0..<columns {
        hashes[column] = mixed(
          hashes[column], UInt64(sample.numbers[row * columns + column].bitPattern))
      }
    }
    guard let found = Self.equal(hashes, of: sample.rows, sample.coincidence, "column"),
      sample.rows == rows || areEqual(found.first.0, found.first.1)
    else { return nil }
    return found
  }

  private static func equal(
    _ hashes: [UInt64], of length: Int, _ coincidence: Double, _ axis: String
  ) -> AuditedTensor.EqualUnits? {
    var firsts: [UInt64: Int] = [:]
    var (count, pair) = (0, (0, 0))
    for (index, hash) in hashes.enumerated() {
      if let first = firsts[hash] {
        if count == 0 { pair = (first, index) }
        count += 1
      } else {
        firsts[hash] = index
      }
    }
    guard count > 0 else { return nil }
    // Short units of a narrow type are equal by chance.
    let pairs = Double(hashes.count) * Double(hashes.count) / 2
    var chance = pairs
    for _ in 0..<min(length, 64) { chance *= coincidence }
    guard chance < 1e-6 else { return nil }
    return .init(axis: axis, count: count + 1, total: hashes.count, first: pair)
  }

  // Whether two columns are equal in all rows.
  private func areEqual(_ a: Int, _ b: Int) -> Bool {
    func element(_ index: Int) -> Float {
      var value = Float(0)
      withUnsafeMutablePointer(to: &value) {
        plan.reader.read(
          index..<index + 1, into: UnsafeMutableBufferPointer(start: $0, count: 1))
      }
      return value
    }
    return (0..<plan.view.rows).allSatisfy {
      element($0 * plan.view.columns + a) == element($0 * plan.view.columns + b)
    }
  }
}
