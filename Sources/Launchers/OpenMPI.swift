/// `mpirun` of Open MPI.
///
/// - Source: docs.open-mpi.org, environment variables set for MPI applications.
enum OpenMPI: Launcher {
  static let name = "Open MPI"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    guard
      let (rank, count) = try environment.process(
        "OMPI_COMM_WORLD_RANK", of: "OMPI_COMM_WORLD_SIZE")
    else { return nil }
    return Launched(
      rank: rank, of: count, by: name,
      localCount: environment.localCount("OMPI_COMM_WORLD_LOCAL_SIZE", of: count))
  }
}
