import Diagnoses
import Initializers
import Networks
import Operators
import Recipes
import Testing

@Suite("Singular values in a check")
struct HiddenSpectrumTests {
  private func spectrum(_ network: Network, _ recipe: any Recipe) throws -> HiddenSpectrum? {
    var check = Check(network, recipe: recipe)
    check.draws = 1
    check.wantsSpectrum = true
    return try check.run().spectrum
  }

  @Test("are those that theory expects of a dense chain, and all 1 of an orthogonal linear one")
  func dense() throws {
    let tanh = try Shorthand("64-200x4-10").network(activation: .tanh)
    let found = try #require(try spectrum(tanh, InitializerRecipe(.glorotNormal)))
    let predicted = try #require(found.predicted)
    let mean = found.measured.reduce(0, +) / Double(found.measured.count)
    let expected = predicted.reduce(0, +) / Double(predicted.count)
    #expect(abs(mean / expected - 1) < 0.1)
    #expect(found.remarks.count == 1)

    let linear = try Shorthand("64-100x4-10").network(activation: .identity)
    let isometry = try #require(try spectrum(linear, InitializerRecipe(FixedLaw.orthogonal)))
    #expect(isometry.measured.allSatisfy { abs($0 - 1) < 1e-4 } == true)
  }

  @Test("come with the reason where theory has none, and not at all where nobody asks")
  func others() throws {
    let images = Network(input: [3, 8, 8]) {
      Convolution(8, kernel: 3, padding: .same, activation: .relu)
      Convolution(8, kernel: 3, padding: .same, activation: .relu)
      Flatten()
      Dense(10)
    }
    let found = try #require(try spectrum(images, InitializerRecipe(.heNormal)))
    #expect(found.predicted == nil)
    #expect(found.remarks.count >= 2)
    let plain = try Check(images, recipe: InitializerRecipe(.heNormal)).run()
    #expect(plain.spectrum == nil)
  }

  @Test("are left out, with the reason, where they take too long")
  func large() throws {
    let images = Network(input: [3, 64, 64]) {
      for _ in 0..<4 { Convolution(128, kernel: 3, padding: .same, activation: .relu) }
      GlobalAveragePooling()
      Dense(10)
    }
    var check = Check(images, recipe: InitializerRecipe(.heNormal))
    check.draws = 1
    check.examples = 2
    check.wantsSpectrum = true
    let found = try #require(try check.run().spectrum)
    #expect(found.measured.isEmpty)
    #expect(
      found.remarks == [
        "The Jacobian of layers.4 with respect to layers.0, 128×524288, takes too long for a network "
          + "of this size: its singular values were not measured."
      ])
  }
}
