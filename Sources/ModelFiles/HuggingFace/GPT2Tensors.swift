// GPT-2: maps are stored (in, out), `transformers.pytorch_utils.Conv1D`.

extension TensorList {
  mutating func addGPT2(_ architecture: String) throws(ModelFileError) {
    try keys.refuse("add_cross_attention")
    let units = try keys.count("n_embd")
    _ = try keys.divided("n_embd", by: "n_head")
    let usual = try product(4, units, of: "n_inner")
    let inner = try keys.countIfGiven("n_inner") ?? usual
    let layers = try keys.layers("n_layer")
    let vocabulary = try keys.count("vocab_size")
    let prefix = architecture == "GPT2Model" ? "" : "transformer."
    try add("\(prefix)wte.weight", vocabulary, units)
    try add("\(prefix)wpe.weight", keys.count("n_positions"), units)
    for layer in 0..<layers {
      let block = "\(prefix)h.\(layer)"
      try addNormalization("\(block).ln_1", units)
      try addConv1D("\(block).attn.c_attn", units, product(3, units, of: "n_embd"))
      try addConv1D("\(block).attn.c_proj", units, units)
      try addNormalization("\(block).ln_2", units)
      try addConv1D("\(block).mlp.c_fc", units, inner)
      try addConv1D("\(block).mlp.c_proj", inner, units)
    }
    try addNormalization("\(prefix)ln_f", units)
    switch architecture {
    case "GPT2LMHeadModel":
      if try !keys.isTrue("tie_word_embeddings", default: true) {
        try add("lm_head.weight", vocabulary, units)
      }
    case "GPT2ForSequenceClassification": try add("score.weight", keys.labels(), units)
    case "GPT2ForTokenClassification": try addLinear("classifier", units, keys.labels())
    case "GPT2ForQuestionAnswering": try addLinear("qa_outputs", units, 2)
    default: break
    }
  }

  private mutating func addConv1D(
    _ name: String, _ inputs: Int, _ outputs: Int
  ) throws(ModelFileError) {
    try add("\(name).weight", inputs, outputs)
    try add("\(name).bias", outputs)
  }
}
