/// A task of an array job of Slurm.
///
/// - Source: slurm.schedmd.com/job_array.html, environment variables.
enum SlurmArray: Launcher {
  static let name = "Slurm array"

  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched? {
    let own = "SLURM_ARRAY_TASK_ID"
    guard let id = try environment.number(own) else { return nil }
    func number(_ name: String) throws(LauncherError) -> Int {
      guard let number = try environment.number(name) else { throw .missing(name, beside: own, id) }
      return number
    }
    let count = try number("SLURM_ARRAY_TASK_COUNT")
    let (least, most) = (try number("SLURM_ARRAY_TASK_MIN"), try number("SLURM_ARRAY_TASK_MAX"))
    // The step that Slurm tells is 1 for lists; the numbers themselves say whether they are even.
    let step = count > 1 ? (most - least) / (count - 1) : 1
    guard count > 0, step > 0, least + step * (count - 1) == most, least...most ~= id,
      (id - least) % step == 0
    else {
      throw LauncherError(
        code: .irregular, subject: own,
        detail:
          "\(id) of \(count) from \(least) to \(most), which are not evenly spaced, an array such as "
          + "0-\(max(count, 1) - 1) or --shard I/N was expected")
    }
    return Launched(rank: (id - least) / step, of: count, by: name)
  }
}
