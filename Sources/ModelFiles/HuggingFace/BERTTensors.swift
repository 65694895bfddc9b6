// BERT and its heads.

extension TensorList {
  mutating func addBERT(_ architecture: String) throws(ModelFileError) {
    try keys.refuse("add_cross_attention")
    let units = try keys.count("hidden_size")
    _ = try keys.divided("hidden_size", by: "num_attention_heads")
    let inner = try keys.count("intermediate_size")
    let layers = try keys.layers("num_hidden_layers")
    let vocabulary = try keys.count("vocab_size")
    let prefix = architecture == "BertModel" ? "" : "bert."
    let tables = "\(prefix)embeddings"
    try add("\(tables).word_embeddings.weight", vocabulary, units)
    try add("\(tables).position_embeddings.weight", keys.count("max_position_embeddings"), units)
    try add("\(tables).token_type_embeddings.weight", keys.count("type_vocab_size"), units)
    try addNormalization("\(tables).LayerNorm", units)
    for layer in 0..<layers {
      let block = "\(prefix)encoder.layer.\(layer)"
      for map in ["query", "key", "value"] {
        try addLinear("\(block).attention.self.\(map)", units, units)
      }
      try addLinear("\(block).attention.output.dense", units, units)
      try addNormalization("\(block).attention.output.LayerNorm", units)
      try addLinear("\(block).intermediate.dense", units, inner)
      try addLinear("\(block).output.dense", inner, units)
      try addNormalization("\(block).output.LayerNorm", units)
    }
    let pools: Set = [
      "BertModel", "BertForPreTraining", "BertForNextSentencePrediction",
      "BertForSequenceClassification", "BertForMultipleChoice",
    ]
    if pools.contains(architecture) { try addLinear("\(prefix)pooler.dense", units, units) }
    switch architecture {
    case "BertForMaskedLM", "BertLMHeadModel": try addPredictions(vocabulary, units)
    case "BertForPreTraining":
      try addPredictions(vocabulary, units)
      try addLinear("cls.seq_relationship", units, 2)
    case "BertForNextSentencePrediction": try addLinear("cls.seq_relationship", units, 2)
    case "BertForSequenceClassification", "BertForTokenClassification":
      try addLinear("classifier", units, keys.labels())
    case "BertForMultipleChoice": try addLinear("classifier", units, 1)
    case "BertForQuestionAnswering": try addLinear("qa_outputs", units, keys.labels())
    default: break
    }
  }

  // The map to words is the table of words again, its bias that of the head.
  private mutating func addPredictions(
    _ vocabulary: Int, _ units: Int
  ) throws(ModelFileError) {
    guard try keys.isTrue("tie_word_embeddings", default: true) else {
      throw keys.wrong("tie_word_embeddings", "false, true was expected")
    }
    try add("cls.predictions.bias", vocabulary)
    try addLinear("cls.predictions.transform.dense", units, units)
    try addNormalization("cls.predictions.transform.LayerNorm", units)
  }
}
