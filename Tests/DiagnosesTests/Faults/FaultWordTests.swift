import Diagnoses
import Testing

@Suite("What findings say of planted faults")
struct FaultWordTests {
  // What names the fault, of one kind in one network.
  private func words(_ kind: String, _ host: String) throws -> String {
    let host = try #require(FaultHost.all.first { $0.name == host })
    let kind = try #require(FaultKind.all.first { $0.name == kind })
    let planted = try #require(try kind.plant(host))
    let finding = try #require(
      try planted.check.run().findings.first { planted.isNamed(by: $0) })
    return "\(finding.layer ?? "-"): \(finding.message). \(finding.cause). \(finding.remedy)"
  }

  @Test(
    "causes are told word for word",
    arguments: [
      (
        "kernel left out of fan in", "convolutions of several widths",
        "conv3.weight: the variance of conv3.weight is 9.03 times what the rule of the other "
          + "layers gives it. the variance of conv3.weight is 9.03 times that of the other "
          + "layers' rule: the 9 positions of its kernel were left out of fan in. count kernel "
          + "positions in fan in, 432 here: draw conv3.weight as the other layers, or all with "
          + "`--recipe auto`"
      ),
      (
        "groups left out of fan in", "ResNeXt with group normalization",
        "layers.3.layers.3.weight: the variance of layers.3.layers.3.weight is 0.257 times "
          + "what the rule of the other layers gives it. the variance of layers.3.layers.3.weight "
          + "is 0.257 times that of the other layers' rule: fans were counted over all 4 groups. "
          + "count the inputs of one group in fan in, 72 here: draw layers.3.layers.3.weight as "
          + "the other layers, or all with `--recipe auto`"
      ),
      (
        "maps side by side counted as one", "gated blocks of fused maps",
        "block3.gate.weight: the variance of block3.gate.weight is 0.616 times what the rule "
          + "of the other layers gives it. the variance of block3.gate.weight is 0.616 times that "
          + "of the other layers' rule: its 2 maps side by side were counted as one. draw each "
          + "map of block3.gate.weight with fans of its own, or all with `--recipe auto`"
      ),
      (
        "fan in and fan out swapped", "RNN with normal weights",
        "layers.0.inputWeight: the variance of layers.0.inputWeight is 1 / (2 fan in), where "
          + "1 / fan in would do. its variance would suit a fan in of 96, which is its fan out: "
          + "its fan in is 48. declare which axis of layers.0.inputWeight is summed over, then "
          + "draw it with `--recipe auto`"
      ),
      (
        "weights times 0.01", "RNN",
        "layers.0.inputWeight: the variance of layers.0.inputWeight is 6.64e-5 / fan in, "
          + "where 1 / fan in would do. the weights of layers.0.inputWeight are 0.00815 times as "
          + "large as suits their fan in of 48. draw layers.0.inputWeight with `--recipe auto`"
      ),
      (
        "weights times 10", "convolutions of several widths",
        "conv3.weight: the mean square of the signal grows from 1.78 at conv0 to 102 at conv4; over 17.8 from conv3 on. "
          + "the weights of conv3.weight are 10 times as large as those of the other "
          + "layers for their fans. draw conv3.weight as the other layers, or all with `--recipe "
          + "auto`"
      ),
      (
        "identity for a draw", "tanh of several widths, 12 layers",
        "dense3.weight: 99 % of the weights of dense3.weight are zero. an identity, a mask or "
          + "a sparse law in this layer alone. leave it where it is meant; else draw "
          + "dense3.weight as the other layers, or all with `--recipe auto`"
      ),
      (
        "biases 1", "residual perceptron, 20 blocks, branches of 0.05",
        "layers.9.layers.0.bias: biases make 23 % of the mean square of layers.9.layers.0. "
          + "the biases layers.9.layers.0.bias have a mean square of 1, which is 23 % of what the "
          + "layer gives. set layers.9.layers.0.bias to zero"
      ),
      (
        "inputs of mean 10", "gated blocks of fused maps",
        "input: input has a mean square of 101, of which its mean makes 99 %. input has mean "
          + "9.98 and deviation 1: it was never standardized. subtract the mean of the training "
          + "data from input and divide by its deviation"
      ),
      (
        "inputs of deviation 100", "tanh of several widths, 12 layers",
        "input: 98 % of the numbers of dense0 lie where the activation has under 5 % of its "
          + "largest slope. input has mean -2.19 and deviation 100: it was never standardized. "
          + "subtract the mean of the training data from input and divide by its deviation"
      ),
      (
        "embedding of deviation 100", "GPT-2, 6 blocks",
        "layers.0.weight: layers.0.weight has a mean square of 9890. branches add signals of "
          + "mean square 1 or less, which are lost beside such rows. draw layers.0.weight with a "
          + "deviation of 1 or less, `--recipe auto` does"
      ),
      (
        "branches not scaled", "residual perceptron, 20 blocks, branches of 0.05",
        "layers.10: the mean square of the signal grows from 2.06 at layers.0 to 1.22e6 at layers.19; over 2060 from layers.10 on. "
          + "each of 19 residual sums makes the signal 2.01 times as long, because its "
          + "branch is as large as what it is added to. divide the last weight of each branch by "
          + "the root of 19, as `--recipe auto` does, or normalize at the start of each branch"
      ),
      (
        "normalization factors 100", "GPT-2, 6 blocks",
        "layers.6.layers.0.weight: the mean square of layers.6.layers.0.weight is 10000. the "
          + "factors layers.6.layers.0.weight are 100 times as large as those of other "
          + "normalizations. start layers.6.layers.0.weight at one"
      ),
      (
        "normal weights of variance 1 everywhere", "relu of several widths, 12 layers",
        "dense2: the mean square of the signal grows from 95.7 at dense0 to 8.1e21 at dense11; over 95700 from dense2 on. "
          + "all weights have the deviation 1.01, whatever their fan in. draw weights "
          + "whose variance is divided by fan in: let `--recipe auto` choose"
      ),
    ])
  func told(kind: String, host: String, words expected: String) throws {
    let said = try words(kind, host)
    #expect(said == expected)
  }
}
