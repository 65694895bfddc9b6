import Initializers
import Testing

@Suite("Names of other libraries")
struct ForeignNamesTests {
  @Test("each leads to initializers that exist here")
  func known() throws {
    for name in ForeignNames.names {
      let meanings = ForeignNames.meanings(of: name)
      #expect(!meanings.isEmpty, "\(name)")
      for meaning in meanings {
        let own = String(meaning.initializer.prefix { $0 != ":" })
        #expect(InitializerCatalog.names.contains(own), "\(name): \(own)")
      }
    }
  }

  @Test("none of our own names is foreign")
  func own() {
    for name in InitializerCatalog.names { #expect(ForeignNames.meanings(of: name).isEmpty) }
    #expect(ForeignNames.meanings(of: "").isEmpty)
    #expect(ForeignNames.meanings(of: "_").isEmpty)
  }

  @Test("a false friend is refused with what it means where")
  func refused() {
    let cases = [
      (
        "he_normal",
        "recipe he_normal: a name that libraries differ in, heTruncatedNormal (Keras, JAX) or "
          + "heNormal (PyTorch) or lecunNormal (MLX) was expected"
      ),
      (
        "trunc_normal_",
        "recipe trunc_normal_: a name of other libraries, normalWithin:DEVIATION,-2,2 "
          + "(PyTorch, timm) was expected"
      ),
      (
        "GlorotNormal",
        "recipe GlorotNormal: a name that libraries differ in, glorotTruncatedNormal (Keras, JAX) "
          + "or glorotNormal (MLX, Flux) was expected"
      ),
    ]
    for (name, sentence) in cases {
      let error = #expect(throws: InitializerError.self) {
        try InitializerCatalog.initializer(spelled: name)
      }
      #expect(error?.code == .name)
      #expect(error?.description == sentence)
    }
  }

  @Test("the meanings are those of the laws: he_normal of Keras is cut, of MLX has gain 1")
  func meanings() throws {
    let spec = ParameterSpec.dense(in: 50, out: 20)
    let variances = try ForeignNames.meanings(of: "he_normal").map {
      try InitializerCatalog.initializer(spelled: $0.initializer).law(for: spec).variance(of: spec)
    }
    #expect(zip(variances, [0.04, 0.04, 0.02]).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
