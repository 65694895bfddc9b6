import Foundation
import Testing
import Training

@Suite(
  "Fashion-MNIST, full size",
  .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
struct FashionMNISTTests {
  @Test("holds 6,000 training and 1,000 test images of every class, standardized")
  func contents() throws {
    let set = try DataSet.fashionMNIST()
    #expect(set.name == "fashion-mnist")
    #expect(set.train.count == 60_000)
    #expect(set.test.count == 10_000)
    #expect(set.inputShape == [28, 28])
    #expect(set.train.inputs.count == 47_040_000)
    #expect(
      set.classNames == [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
      ])
    #expect(
      set.train.countsByClass(classCount: 10) == [Int](repeating: 6000, count: 10))
    #expect(set.test.countsByClass(classCount: 10) == [Int](repeating: 1000, count: 10))
    #expect(set.train.labels.prefix(10) == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
    // A black pixel: -0.28604 / 0.35302, the mean and deviation that are published for this set.
    #expect(abs(set.train.inputs[0] + 0.28604 / 0.35302) < 2e-5)
    #expect(abs(set.test.inputs[0] + 0.28604 / 0.35302) < 2e-5)
  }

  @Test("the raw training pixels have mean 0.28604 of white")
  func rawMean() throws {
    let raw = try IDXArray(
      file: "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")
    #expect(raw.shape == [60_000, 28, 28])
    var sum = 0
    for value in raw.values { sum += Int(value) }
    #expect(abs(Double(sum) / 47_040_000 / 255 - 0.28604) < 5e-6)
  }

  @Test("labels beyond the ten names are refused")
  func eleventhClass() throws {
    try withDirectory { path in
      try IDXFixture.with { $0.testLabels = idxBytes(shape: [2], elements: [1, 10]) }
        .write(to: path, names: IDXTests.plainNames, compressed: true)
      let fault = Fault(
        .label, "\(path)/train-labels-idx1-ubyte: 11 classes, expected at most 10"
      ) { () throws(DataSetError) in try DataSet.fashionMNIST(directory: path) }
      #expect(fault.error()?.code == fault.code)
      #expect(fault.error()?.description == fault.sentence)
    }
  }
}
