import Foundation

/// What softmax is: the one activation that maps whole rows, so that no single number is its gain.
public enum SoftmaxExplanation {
  /// The explanation as lines for a terminal.
  public static func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    text.add("f(x)", "y_i = exp(x_i) / (exp(x_1) + ... + exp(x_K)), over the K units of a row")
    text.add("slope", "dy_i / dx_j = y_i ((i = j) - y_j)")
    text.add(
      "gain",
      "none: a row's outputs sum to 1 whatever the scale, and units are not alike in what "
        + "they do")
    text.add(
      "start",
      "with small logits every output is near 1 / K and the cross-entropy near ln K, "
        + "2.303 nats for ten classes; a loss far above that at the first step says that the "
        + "layer before it is started too large")
    text.add("use", "lecunNormal, glorotUniform or zeros for the layer before it")
    return (["softmax, an activation of whole rows", ""] + text.lines).joined(separator: "\n")
      + "\n"
  }

  /// The explanation as JSON with the schema `xavier.explain/1`; what belongs to functions of one
  /// number is null.
  public static func json() throws -> Data {
    try JSONText.encode(
      FunctionDocument(name: "softmax", equation: "exp(x_i) / sum over j of exp(x_j)"),
      isPretty: true) + Data("\n".utf8)
  }
}
