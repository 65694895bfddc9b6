/// `mpiexec` of MPICH (Hydra) and Intel MPI, and others that speak the process management interface PMI.
///
/// - Source: MPICH, src/pm/hydra; Intel MPI Library Developer Reference.
enum ProcessManagement: Launcher {
  static let name = "MPI"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    guard let (rank, count) = try environment.process("PMI_RANK", of: "PMI_SIZE") else {
      return nil
    }
    return Launched(
      rank: rank, of: count, by: name,
      localCount: environment.localCount("MPI_LOCALNRANKS", of: count))
  }
}
