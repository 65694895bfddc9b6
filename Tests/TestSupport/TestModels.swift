import Foundation

/// Where `Scripts/fetch-test-models.sh` puts what tests need.
public enum TestModels {
  /// The folder of all wheels.
  public static let folder = sourcesFolder.deletingLastPathComponent().appendingPathComponent(
    ".test-models")
  /// The ONNX package's test data.
  public static let onnx = folder.appendingPathComponent("onnx/backend/test/data")
}
