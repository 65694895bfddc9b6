import GaussianIntegrals

/// The random numbers that the values of a network are made of, and the mean products of any two.
///
/// A value is a ``LinearForm`` in terms. A term is a source, what a layer of fresh weights gives, of
/// mean 0, independent of every other source, in the limit of width normal; a function of one root, a
/// linear form in earlier terms; a product of two forms; or a sum that is named, so that sums of sums,
/// as the state of a recurrent layer is one, stay short. So values that share roots keep their
/// covariance: residual sums, products of a value with a function of itself, two heads on one trunk.
///
/// A function of a sum of terms that are not all normal treats the sum as normal; what follows is
/// then marked as approximate. A source that was made of other terms in a way that leaves its mean
/// products with them unknown, as a mean over positions is, remembers them: a form that holds both
/// is marked as approximate too.
///
/// - Source: the covariances are those of B. Poole and others, arXiv:1606.05340, with G. Yang's rule
///   that fresh weights make independent normal sources, arXiv:1902.04760.
package final class MomentSpace {
  var terms: [Term] = []
  // Whether a term may be correlated with others.
  var isRelated: [Bool] = []
  var roots: [Root] = []
  var rootNumbers: [[LinearForm.Part]: Int] = [:]
  var functionTerms: [FunctionKey: (term: Int, mean: Double)] = [:]
  var productTerms: [[LinearForm]: Int] = [:]
  var sumTerms: [[LinearForm.Part]: Int] = [:]
  var covariances: [TermPair: MomentKernel] = [:]
  // Pairs that have nothing in common: most of those of a long recurrence.
  var strangers: Set<TermPair> = []
  var knownRelations: [TermPair: Bool] = [:]
  var pairs: [PairKey: Double] = [:]
  var statistics: [StatisticsKey: NormalStatistics] = [:]
  var expansions: [StatisticsKey: HermiteExpansion?] = [:]
  var commonParts: [SIMD2<Int>: LinearForm] = [:]
  var partSources: [PartKey: [PartSource]] = [:]
  var softmax: [SIMD2<Double>: SoftmaxIntegrals] = [:]
  var parameterForms: [ParameterKey: LinearForm] = [:]
  var weightUses: [Int: [WeightUse]] = [:]

  /// Two terms, or two sources of gradients, in either order.
  struct TermPair: Hashable {
    private let numbers: UInt64

    init(_ i: Int, _ j: Int) {
      numbers = UInt64(UInt32(min(i, j))) << 32 | UInt64(UInt32(max(i, j)))
    }
  }
  /// One random number for each element.
  struct Term {
    enum Kind {
      case source
      case function(FunctionOfRoot, slope: Double)
      case product(LinearForm, LinearForm)
      case sum(LinearForm)
    }
    let kind: Kind
    let kernel: MomentKernel
    let isNormal: Bool
    let isExact: Bool
    /// The sources that it was made of, its mean products with which are not known.
    var hidden: Set<Int> = []
    /// All sources that it depends on.
    var origins: Set<Int> = []
  }
  struct FunctionOfRoot {
    let function: ElementFunction
    let root: Int
    let mean: Double
  }
  struct FunctionKey: Hashable {
    let name: String
    let root: Int
  }
  struct StatisticsKey: Hashable {
    let name: String
    let variance: Double
  }
  struct PairKey: Hashable {
    let names: [String]
    let deviations: SIMD2<Double>
    let correlation: Double
  }
  /// One part of values of one kind: the same gate at all steps.
  struct PartKey: Hashable {
    let bits: Int
    let part: Int
    let count: Int
  }
  struct PartSource {
    let root: Int
    let shared: LinearForm
    let own: LinearForm
  }
  struct ParameterKey: Hashable {
    let identity: Int
    let axes: MomentAxes
  }
  /// One use of a shared weight, by a map or by an operator that is none.
  struct WeightUse {
    let map: FreshMap?
    let input: LinearForm
    let term: Int
  }
  /// A linear form of mean 0 whose largest term has factor 1.
  struct Root {
    let form: LinearForm
    let kernel: MomentKernel
    let isNormal: Bool
    let isExact: Bool
  }

  /// A space without terms.
  package init() {}

  /// A new source of mean 0.
  ///
  /// - Parameters:
  ///   - kernel: its mean products.
  ///   - isNormal: whether it is normal in the limit of width.
  ///   - isExact: whether the kernel is.
  ///   - madeOf: forms, its mean products with which are not known.
  package func source(
    _ kernel: MomentKernel, isNormal: Bool, isExact: Bool, madeOf: [LinearForm] = []
  ) -> LinearForm {
    if kernel.isZero { return LinearForm(0) }
    var term = Term(kind: .source, kernel: kernel, isNormal: isNormal, isExact: isExact)
    term.hidden = origins(madeOf)
    term.origins = term.hidden.union([terms.count])
    return add(term)
  }

  func add(_ term: Term) -> LinearForm {
    terms.append(term)
    if case .source = term.kind { isRelated.append(false) } else { isRelated.append(true) }
    return LinearForm(term: terms.count - 1)
  }

  func origins(_ forms: [LinearForm]) -> Set<Int> {
    forms.reduce(into: []) { all, form in
      for part in form.parts { all.formUnion(terms[part.term].origins) }
    }
  }

  /// How many integrals, and how many mean products of two terms, were computed.
  package var effort: (integrals: Int, products: Int) {
    (statistics.count + expansions.count + pairs.count, covariances.count + strangers.count)
  }

  /// The mean of a form: its constant, since all terms have mean 0.
  package func mean(_ form: LinearForm) -> Double { form.constant }

  /// The mean products of a form about its mean.
  package func covariance(_ form: LinearForm) -> MomentKernel { covariance(form, form) }

  /// The mean products of a form.
  package func products(_ form: LinearForm) -> MomentKernel {
    covariance(form) + form.constant * form.constant
  }

  /// Whether the mean products of a form are exact in the limit of width.
  package func isExact(_ form: LinearForm) -> Bool {
    form.parts.allSatisfy { terms[$0.term].isExact } && isRelationKnown(form, form)
  }

  /// Whether a form is normal in the limit of width.
  package func isNormal(_ form: LinearForm) -> Bool {
    form.parts.allSatisfy { terms[$0.term].isNormal }
  }

  /// Whether the mean products of terms of one form with those of another are known.
  func isRelationKnown(_ a: LinearForm, _ b: LinearForm) -> Bool {
    a.parts.allSatisfy { p in b.parts.allSatisfy { isRelationKnown(p.term, $0.term) } }
  }

  private func isRelationKnown(_ i: Int, _ j: Int) -> Bool {
    if i == j { return true }
    let (earlier, later) = (min(i, j), max(i, j))
    // A sum is what its terms are; the later one first, so that chains of sums end.
    for (one, other) in [(later, earlier), (earlier, later)] {
      guard case .sum(let form) = terms[one].kind else { continue }
      let key = TermPair(earlier, later)
      if let known = knownRelations[key] { return known }
      let found = form.parts.allSatisfy { isRelationKnown($0.term, other) }
      knownRelations[key] = found
      return found
    }
    return isRelationKnown(of: i, with: j) && isRelationKnown(of: j, with: i)
  }

  private func isRelationKnown(of term: Int, with other: Int) -> Bool {
    if case .product(let u, let v) = terms[term].kind {
      guard case .function(let f, _) = terms[other].kind else { return true }
      let root = roots[f.root].form
      return covariance(u, root).isZero || covariance(v, root).isZero
    }
    return terms[term].hidden.isEmpty || terms[term].hidden.isDisjoint(with: terms[other].origins)
  }
}
