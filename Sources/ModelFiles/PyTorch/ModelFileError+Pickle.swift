// Sentences about pickles.

extension ModelFileError {
  static func pickleEnds(_ name: String, offset: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "ends within a pickle, the rest of it was expected")
  }

  static func pickleSize(_ name: String, limit: Int) -> Self {
    Self(.tooLarge, name, "a pickle of more than \(limit) bytes, at most so many were expected")
  }

  static func opcode(_ name: String, offset: Int, _ byte: UInt8) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)",
      "instruction \(byte), one of Python's pickles was expected")
  }

  static func global(_ name: String, offset: Int, _ global: String) -> Self {
    Self(
      .unsupported, "\(name) byte \(offset)",
      "\(shown(global)), which is neither looked up nor called; tensors in dictionaries and lists, "
        + "as torch.save writes a state_dict(), were expected")
  }

  static func pickle(
    _ name: String, offset: Int, _ found: String, expected: String
  ) -> Self {
    Self(.syntax, "\(name) byte \(offset)", "\(found), \(expected) expected")
  }

  static func pickleMemory(_ name: String, size: Int, limit: Int) -> Self {
    Self(
      .tooLarge, name,
      "so many values in a pickle of \(size) bytes that they take more than \(limit) bytes of "
        + "memory, fewer were expected")
  }
}
