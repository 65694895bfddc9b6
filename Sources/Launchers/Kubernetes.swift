/// A pod of an indexed Job of Kubernetes, which tells the pod's number but not how many there are: the
/// manifest sets `JOB_COMPLETIONS` beside `completions`.
///
/// - Source: kubernetes.io, Jobs, completion mode; Indexed Job for parallel processing.
enum Kubernetes: Launcher {
  static let name = "Kubernetes"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    guard environment.text("JOB_COMPLETION_INDEX") != nil,
      let (rank, count) = try environment.process("JOB_COMPLETION_INDEX", of: "JOB_COMPLETIONS")
    else { return nil }
    return Launched(rank: rank, of: count, by: name)
  }
}
