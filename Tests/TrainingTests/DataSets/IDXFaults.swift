import Training

/// Every way in which an IDX file can be wrong.
enum IDXFaults {
  static let headers: [Fault] = [
    Fault(.empty, "t-train-images: an empty file, expected data") { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = [] }.read()
    },
    Fault(.empty, "t-train-labels: an empty file, expected data") { () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = gzip([]) }.read()
    },
    Fault(.magic, "t-train-images byte 0: begins with 89 50, expected 00 00 of an IDX file") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = [0x89, 0x50, 0x4e, 0x47] }.read()
    },
    Fault(
      .truncated,
      "t-train-images byte 3: the file ends here, expected an IDX header of 4 bytes"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = [0, 0, 8] }.read()
    },
    Fault(
      .truncated,
      "t-train-images byte 9: the file ends here, expected an IDX header of 16 bytes"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = [0, 0, 8, 3, 0, 0, 0, 1, 0] }.read()
    },
    Fault(
      .elementType, "t-test-images byte 2: element type 0a, expected 08, 09, 0b, 0c, 0d or 0e"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.testImages[2] = 0x0a }.read()
    },
    Fault(
      .elementType, "t-test-labels byte 2: labels of type float32, expected an integer type"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.testLabels = idxBytes(type: 0x0d, shape: [2], elements: [0, 0, 0, 0, 0, 0, 0, 0])
      }.read()
    },
    Fault(.rank, "t-train-images byte 3: 0 dimensions, expected 1 to 4") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages[3] = 0 }.read()
    },
    Fault(.rank, "t-train-images byte 3: 5 dimensions, expected 1 to 4") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages[3] = 5 }.read()
    },
    Fault(.rank, "t-train-labels byte 3: 2 dimensions, expected 1 for labels") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = idxBytes(shape: [4, 1], elements: [0, 1, 1, 0]) }
        .read()
    },
    Fault(.dimension, "t-train-images byte 8: dimension 1 is 0, expected at least 1") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = idxBytes(shape: [4, 0, 3], elements: []) }.read()
    },
    Fault(
      .tooLarge,
      "t-train-images byte 4: 4294967295 x 4294967295 x 4294967295 x 4294967295 elements,"
        + " expected at most 1073741824"
    ) { () throws(DataSetError) in
      let length = Int(UInt32.max)
      return try IDXFixture.with {
        $0.trainImages = idxBytes(shape: [length, length, length, length], elements: [1])
      }.read()
    },
    Fault(
      .tooLarge,
      "t-train-images byte 4: 1073741825 elements, expected at most 1073741824"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = idxBytes(shape: [1 << 30 + 1], elements: []) }.read()
    },
    Fault(
      .truncated,
      "t-train-images: 32 bytes of gzip data, expected enough for the 1073741840 bytes that its"
        + " header declares"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainImages = gzip(idxBytes(shape: [1 << 10, 1 << 10, 1 << 10], elements: [1, 2, 3]))
      }.read()
    },
  ]

  static let contents: [Fault] = [
    Fault(
      .truncated,
      "t-train-images byte 39: the file ends here, expected 40 bytes as its header declares"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages.removeLast() }.read()
    },
    Fault(
      .truncated,
      "t-train-images byte 39: the file ends here, expected 40 bytes as its header declares"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages = gzip($0.trainImages.dropLast()) }.read()
    },
    Fault(
      .trailingBytes, "t-train-images byte 40: more bytes, expected the end as its header declares"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainImages.append(0) }.read()
    },
    Fault(
      .trailingBytes, "t-train-images byte 40: more bytes, expected the end as its header declares"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainImages = gzip($0.trainImages + [UInt8](repeating: 0, count: 1 << 24))
      }.read()
    },
    Fault(
      .countMismatch, "t-test-labels: 3 labels, expected 2 as there are images in t-test-images"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.testLabels = idxBytes(shape: [3], elements: [0, 1, 0]) }.read()
    },
    Fault(
      .shapeMismatch, "t-test-images: images of shape 3 x 2, expected 2 x 3 as in t-train-images"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.testImages = idxBytes(shape: [2, 3, 2], elements: Array(0..<12)) }
        .read()
    },
    Fault(.label, "t-train-labels byte 10: label -1, expected 0 to 65534") {
      () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainLabels = idxBytes(type: 0x09, shape: [4], elements: [0, 1, 0xff, 0xfe])
      }.read()
    },
    Fault(.label, "t-train-labels byte 12: label 65535, expected 0 to 65534") {
      () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainLabels = idxBytes(
          type: 0x0c, shape: [4],
          elements: bigEndian(Int32(65_534)) + bigEndian(Int32(65_535)) + bigEndian(Int32.min)
            + bigEndian(Int32.max))
      }.read()
    },
    Fault(.label, "t-train-labels byte 8: label 2147483647, expected 0 to 65534") {
      () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainLabels = idxBytes(
          type: 0x0c, shape: [4], elements: (0..<4).flatMap { _ in bigEndian(Int32.max) })
      }.read()
    },
    Fault(.tooFewClasses, "t-train-labels: every label is the same, expected at least 2 classes") {
      () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = idxBytes(shape: [4], elements: [1, 1, 1, 1]) }.read()
    },
    Fault(.constant, "t-train-images: every value is 7.0, expected values that differ") {
      () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainImages = idxBytes(shape: [4, 2, 3], elements: [UInt8](repeating: 7, count: 24))
      }.read()
    },
    Fault(
      .notFinite, "t-train-images byte 16: the value nan, expected a finite float32 number"
    ) { () throws(DataSetError) in try reals([0, 1, .nan, 3]) },
    Fault(
      .notFinite, "t-train-images byte 12: the value -inf, expected a finite float32 number"
    ) { () throws(DataSetError) in try reals([0, -.infinity, .nan, 3]) },
    Fault(
      .notFinite, "t-train-images byte 24: the value 1e+39, expected a finite float32 number"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainImages = idxBytes(
          type: 0x0e, shape: [4],
          elements: [0, 1, 1e39, 3].flatMap { bigEndian(($0 as Double).bitPattern) })
        $0.testImages = idxBytes(shape: [2], elements: [0, 1])
      }.read()
    },
    Fault(
      .notFinite,
      "t-test-images: a value is too far from the training mean, expected a finite float32 number"
        + " when standardized"
    ) { () throws(DataSetError) in try reals([0, 1e-38, 0, 1e-38], test: [0, 3e38]) },
  ]

  private static func reals(_ train: [Float], test: [Float] = [0, 1]) throws(DataSetError)
    -> DataSet
  {
    try IDXFixture.with {
      $0.trainImages = idxBytes(
        type: 0x0d, shape: [4], elements: train.flatMap { bigEndian($0.bitPattern) })
      $0.testImages = idxBytes(
        type: 0x0d, shape: [2], elements: test.flatMap { bigEndian($0.bitPattern) })
    }.read()
  }

  static let compression: [Fault] = [
    Fault(
      .truncated,
      "t-train-labels byte 20: the compressed data ends here, expected the rest of the gzip member"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = Array(gzip($0.trainLabels)[..<20]) }.read()
    },
    Fault(
      .truncated,
      "t-train-labels byte 31: the compressed data ends here, expected the rest of the gzip member"
    ) { () throws(DataSetError) in
      // All labels are there; only the last byte of the length is not.
      try IDXFixture.with { $0.trainLabels = gzip($0.trainLabels).dropLast() }.read()
    },
    Fault(
      .checksum,
      "t-train-labels byte 28: incorrect data check, expected the check sum and length of the"
        + " decompressed data"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainLabels = gzip($0.trainLabels)
        $0.trainLabels[$0.trainLabels.count - 8] ^= 1
      }.read()
    },
    Fault(
      .checksum,
      "t-train-labels byte 32: incorrect length check, expected the check sum and length of the"
        + " decompressed data"
    ) { () throws(DataSetError) in
      try IDXFixture.with {
        $0.trainLabels = gzip($0.trainLabels)
        $0.trainLabels[$0.trainLabels.count - 1] ^= 1
      }.read()
    },
    Fault(
      .gzip,
      "t-train-labels byte 4: damaged data (unknown compression method), expected valid gzip data"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = [0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 3] }.read()
    },
    Fault(
      .gzip, "t-train-labels byte 11: damaged data (invalid block type), expected valid gzip data"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7] }.read()
    },
    Fault(
      .trailingBytes,
      "t-train-labels byte 32: bytes after the gzip member, expected another member or the end"
    ) { () throws(DataSetError) in
      try IDXFixture.with { $0.trainLabels = gzip($0.trainLabels) + [0] }.read()
    },
    Fault(.gzip, "t.csv.gz byte 0: not gzip data, expected the bytes 1f 8b of a .gz file") {
      () throws(DataSetError) in
      try DataSet.csv(bytes: Array("1,a\n2,b\n".utf8), name: "t.csv.gz")
    },
  ]
}
