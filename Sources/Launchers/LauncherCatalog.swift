/// The launchers that are understood.
public enum LauncherCatalog {
  // Those that are started within others come first: torchrun within srun, mpirun within a pod.
  private static let all: [any Launcher.Type] = [
    Torchrun.self, OpenMPI.self, ProcessManagement.self, SlurmStep.self, SlurmArray.self,
    Kubernetes.self,
  ]

  /// The names of the launchers, the one that counts first where several have set their variables.
  public static var names: [String] { all.map { $0.name } }

  /// What the environment says of this process; `nil` where no launcher started it.
  ///
  /// Variables that are empty count as not set.
  ///
  /// - Throws: ``LauncherError`` where a launcher's variables contradict each other.
  public static func launched(
    by environment: [String: String]
  ) throws(LauncherError) -> Launched? {
    let environment = LauncherEnvironment(variables: environment)
    for launcher in all {
      if let found = try launcher.launched(environment) { return found }
    }
    return nil
  }
}
