/// torchrun, of PyTorch: `RANK` and `WORLD_SIZE`, which others set too, count beside its own variable.
///
/// - Source: docs.pytorch.org, torchrun (Elastic Launch), environment variables.
enum Torchrun: Launcher {
  static let name = "torchrun"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    guard environment.text("TORCHELASTIC_RUN_ID") != nil,
      let (rank, count) = try environment.process("RANK", of: "WORLD_SIZE")
    else { return nil }
    return Launched(
      rank: rank, of: count, by: name,
      localCount: environment.localCount("LOCAL_WORLD_SIZE", of: count))
  }
}
