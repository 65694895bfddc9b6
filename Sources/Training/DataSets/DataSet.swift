/// A classification data set: training and test examples that share features and classes.
///
/// ## Units
/// Every reader standardizes: one unit of an input is one standard deviation of the training set.
/// Image sets have one mean and one deviation over all pixels of all training images; tables have
/// one of each for every column. The test set is scaled by the training set's numbers.
public struct DataSet: Sendable, Hashable {
  /// What the data set is called in tables and reports.
  public let name: String
  /// The examples to learn from.
  public let train: Examples
  /// The examples that are held back.
  public let test: Examples
  /// The number of classes; every label is smaller.
  public let classCount: Int
  /// One name for each class; the label as text where nothing better is known.
  public let classNames: [String]
  /// The shape of one example, `[28, 28]` for an image; its product is the number of features.
  public let inputShape: [Int]

  /// A data set over examples that are already in memory, taken as they are.
  ///
  /// - Parameters:
  ///   - name: what it is called in tables and reports.
  ///   - train: the examples to learn from.
  ///   - test: the examples that are held back, with as many features as `train`.
  ///   - classNames: one name for each class; their number is `classCount`.
  ///   - inputShape: the shape of one example.
  /// - Precondition: both sets have as many features as `inputShape` holds, and every label is the
  ///   index of a class name.
  /// - Complexity: O(examples).
  public init(
    name: String, train: Examples, test: Examples, classNames: [String], inputShape: [Int]
  ) {
    let features = inputShape.reduce(1, *)
    precondition(
      train.featureCount == features && test.featureCount == features,
      "\(train.featureCount) and \(test.featureCount) features, expected \(features)")
    for label in train.labels + test.labels {
      precondition(
        classNames.indices.contains(Int(label)),
        "label \(label), expected 0 to \(classNames.count - 1)")
    }
    self.name = name
    self.train = train
    self.test = test
    self.classCount = classNames.count
    self.classNames = classNames
    self.inputShape = inputShape
  }
}
