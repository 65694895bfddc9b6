/// What `xavier train` does when no network is named: a network so deep that the start decides.
enum MainJob {
  static let network = "64-100x10-10"
  static let activation = "tanh"
  static let recipes = [
    "zeros", "normal:0.01", "normal:1", "standardUniform", "glorotUniform", "glorotNormal",
    "heNormal", "lecunNormal", "orthogonal",
  ]
  static let seeds = 8
  static let optimizer = "sgd"
  static let learningRate = 0.02
  static let epochs = 20
}
