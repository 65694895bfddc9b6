extension DataSet {
  /// Fashion-MNIST: 60,000 training and 10,000 test images of 28 x 28 pixels in 10 classes.
  ///
  /// Read from where Debian's package `dataset-fashion-mnist` puts it,
  /// `/usr/share/datasets/fashion-mnist`. The inputs take 220 MB.
  ///
  /// ## Units
  /// Inputs are pixels `(x - mean) / deviation`, with one mean and one deviation over the training
  /// set; see ``idx(directory:)``.
  ///
  /// - Throws: ``DataSetError`` with code `.notInstalled` when the package is not installed, and
  ///   those of ``idx(directory:)``.
  /// - Complexity: O(values), less than a second.
  /// - Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for
  ///   benchmarking machine learning algorithms", 2017, <https://arxiv.org/abs/1708.07747>; MIT.
  public static func fashionMNIST() throws(DataSetError) -> DataSet {
    try fashionMNIST(directory: "/usr/share/datasets/fashion-mnist")
  }

  /// The same from another directory.
  package static func fashionMNIST(directory: String) throws(DataSetError) -> DataSet {
    let files: IDXDirectory
    do throws(DataSetError) {
      files = try IDXDirectory(directory)
    } catch {
      guard error.code == .missing else { throw error }
      throw .notInstalled(
        directory, dataSet: "Fashion-MNIST", package: "dataset-fashion-mnist")
    }
    return try idx(
      name: "fashion-mnist",
      classNames: [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
      ],
      trainImages: IDXFile(file: files.file(.trainImages)),
      trainLabels: IDXFile(file: files.file(.trainLabels)),
      testImages: IDXFile(file: files.file(.testImages)),
      testLabels: IDXFile(file: files.file(.testLabels)))
  }
}
