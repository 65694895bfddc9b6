// Trains the network of every tutorial on the whole of Fashion-MNIST and prints its test accuracy.

import Xavier

let network = Network(input: 784) {
  Dense(128, activation: .relu, initializer: .glorotUniform)
  Dense(10, activation: .softmax)
}
let data = try DataSet.fashionMNIST()
var trainer = Trainer(
  network, optimizer: .adam(), loss: .categoricalCrossEntropy, metrics: [.accuracy])
try trainer.fit(data.train, epochs: 5, batchSize: 32) { epoch, record in
  print("epoch \(epoch): loss \(record.loss), accuracy \(record.metrics[0])")
  return true
}
print("test accuracy \(try trainer.evaluate(data.test).metrics[0])")
