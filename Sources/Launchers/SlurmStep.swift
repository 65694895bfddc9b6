/// A step of Slurm, started by `srun`, alone or as a part of an array job.
///
/// A batch script without `srun` has `SLURM_PROCID=0` and `SLURM_NTASKS` too, but is one process: only
/// steps have `SLURM_STEP_NUM_TASKS`.
///
/// - Source: slurm.schedmd.com/srun.html, output environment variables.
enum SlurmStep: Launcher {
  static let name = "Slurm"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    guard environment.text("SLURM_STEP_NUM_TASKS") != nil,
      let (rank, count) = try environment.process("SLURM_PROCID", of: "SLURM_STEP_NUM_TASKS")
    else { return nil }
    let localCount = try localCount(environment, of: count)
    let localProcessors = try environment.number("SLURM_CPUS_ON_NODE")
    // Each task of an array has such a step.
    let array = try SlurmArray.launched(environment)
    let (number, tasks) = array.map { ($0.rank, $0.count) } ?? (0, 1)
    return Launched(
      rank: number * count + rank, of: tasks * count, by: array == nil ? name : SlurmArray.name,
      localCount: localCount, localProcessors: localProcessors)
  }

  /// The tasks of this node in a list such as `2(x3),1`.
  private static func localCount(
    _ environment: LauncherEnvironment, of count: Int
  ) throws(LauncherError) -> Int? {
    guard let list = environment.text("SLURM_STEP_TASKS_PER_NODE"),
      let node = try environment.number("SLURM_NODEID")
    else { return nil }
    var first = 0
    for entry in list.split(separator: ",") {
      let parts = entry.split(separator: "(")
      guard let tasks = parts.first.flatMap({ Int($0) }) else { return nil }
      let nodes =
        parts.count == 2 ? Int(parts[1].dropFirst().prefix { $0 != ")" }) ?? 0 : 1
      guard 1...count ~= tasks, 1...1_000_000 ~= nodes else { return nil }
      if first..<first + nodes ~= node { return tasks }
      first += nodes
    }
    return nil
  }
}
