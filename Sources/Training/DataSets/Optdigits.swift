import CAssets

extension DataSet {
  /// The handwritten digits that the package carries: 3,823 training and 1,797 test images of 8 x 8
  /// pixels in 10 classes.
  ///
  /// The writers of the two sets differ. The order is that of the original files.
  ///
  /// ## Units
  /// Inputs are pixels `(x - mean) / deviation`, with one mean and one deviation over the training
  /// set; see ``idx(directory:)``.
  ///
  /// - Throws: ``DataSetError``, never in a package that was built whole.
  /// - Complexity: O(values), some milliseconds.
  /// - Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
  ///   Learning Repository, CC BY 4.0; rebuilt as IDX.
  public static func optdigits() throws(DataSetError) -> DataSet {
    try idx(
      name: "optdigits",
      trainImages: bytes(of: xv_optdigits_train_images()),
      trainLabels: bytes(of: xv_optdigits_train_labels()),
      testImages: bytes(of: xv_optdigits_test_images()),
      testLabels: bytes(of: xv_optdigits_test_labels()))
  }

  private static func bytes(of asset: xv_asset) -> [UInt8] {
    Array(UnsafeBufferPointer(start: asset.bytes, count: asset.size))
  }
}
