// Llama, and what is built like it: Mistral, Mixtral, Qwen2, Qwen3.

extension TensorList {
  mutating func addLlama(
    _ architecture: String, _ family: ModelFamily
  ) throws(ModelFileError) {
    let units = try keys.count("hidden_size")
    let heads = try keys.count("num_attention_heads")
    let shared = try keyHeads(family, heads)
    let width = try headWidth(family)
    let inner = try keys.count("intermediate_size")
    let layers = try keys.layers("num_hidden_layers")
    let vocabulary = try keys.count("vocab_size")
    let queries = try product(heads, width, of: "num_attention_heads")
    let (hasBias, hasOutputBias, hasMapBias) = try biases(family)
    let prefix = architecture.hasSuffix("Model") ? "" : "model."
    try add("\(prefix)embed_tokens.weight", vocabulary, units)
    for layer in 0..<layers {
      let block = "\(prefix)layers.\(layer)"
      let keyWidth = try product(shared, width, of: "num_key_value_heads")
      try addLinear("\(block).self_attn.q_proj", units, queries, hasBias: hasBias)
      try addLinear("\(block).self_attn.k_proj", units, keyWidth, hasBias: hasBias)
      try addLinear("\(block).self_attn.v_proj", units, keyWidth, hasBias: hasBias)
      try addLinear("\(block).self_attn.o_proj", queries, units, hasBias: hasOutputBias)
      if family == .qwen3 {
        try add("\(block).self_attn.q_norm.weight", width)
        try add("\(block).self_attn.k_norm.weight", width)
      }
      if family == .mixtral {
        try addExperts("\(block).block_sparse_moe", units, inner, layers: layers)
      } else {
        try addLinear("\(block).mlp.gate_proj", units, inner, hasBias: hasMapBias)
        try addLinear("\(block).mlp.up_proj", units, inner, hasBias: hasMapBias)
        try addLinear("\(block).mlp.down_proj", inner, units, hasBias: hasMapBias)
      }
      try add("\(block).input_layernorm.weight", units)
      try add("\(block).post_attention_layernorm.weight", units)
    }
    try add("\(prefix)norm.weight", units)
    if architecture.hasSuffix("ForCausalLM"),
      try !keys.isTrue("tie_word_embeddings", default: false)
    {
      try add("lm_head.weight", vocabulary, units)
    }
    if architecture.hasSuffix("ForSequenceClassification") {
      try add("score.weight", keys.labels(), units)
    }
  }

  // Several heads may share keys and values.
  private func keyHeads(_ family: ModelFamily, _ heads: Int) throws(ModelFileError) -> Int {
    let usual = family == .mistral || family == .mixtral ? 8 : heads
    let shared = try keys.countIfGiven("num_key_value_heads") ?? usual
    guard heads % shared == 0 else {
      throw keys.wrong(
        "num_key_value_heads", "\(shared) for \(heads) heads, a divisor of them was expected")
    }
    return shared
  }

  private func headWidth(_ family: ModelFamily) throws(ModelFileError) -> Int {
    if let width = try keys.countIfGiven("head_dim"), family != .qwen2 { return width }
    return family == .qwen3 ? 128 : try keys.divided("hidden_size", by: "num_attention_heads")
  }

  private func biases(
    _ family: ModelFamily
  ) throws(ModelFileError) -> (input: Bool, output: Bool, map: Bool) {
    switch family {
    case .qwen2: return (true, false, false)
    case .llama, .qwen3:
      let attention = try keys.isTrue("attention_bias", default: false)
      let map = try keys.isTrue("mlp_bias", default: false)
      return (attention, attention, family == .llama && map)
    default: return (false, false, false)
    }
  }

  // Saved one expert at a time: gates and values first, then what ends the branch.
  private mutating func addExperts(
    _ name: String, _ units: Int, _ inner: Int, layers: Int
  ) throws(ModelFileError) {
    let experts = try keys.layers("num_local_experts", limit: 100_000 / layers)
    try add("\(name).gate.weight", experts, units)
    for expert in 0..<experts {
      try add("\(name).experts.\(expert).w1.weight", inner, units)
      try add("\(name).experts.\(expert).w3.weight", inner, units)
    }
    for expert in 0..<experts { try add("\(name).experts.\(expert).w2.weight", units, inner) }
  }
}
