import Launchers
import Testing

/// What could be wrong: a variable that is named otherwise, a batch script that is taken for one of many,
/// an array that does not start at 0 or has gaps, the wrong launcher of two that are nested, nonsense that
/// is not said.
@Suite("Launchers")
struct LauncherTests {
  private func launched(_ environment: [String: String]) throws -> Launched? {
    try LauncherCatalog.launched(by: environment)
  }

  private func refusal(_ environment: [String: String]) -> String? {
    let error = #expect(throws: LauncherError.self) {
      _ = try LauncherCatalog.launched(by: environment)
    }
    return error?.description
  }

  @Test("no launcher, no rank")
  func none() throws {
    #expect(try launched([:]) == nil)
    #expect(try launched(["PATH": "/bin", "RANK": "1", "WORLD_SIZE": "2"]) == nil)
  }

  // As mpirun 4.1.4 of Debian 12 sets them.
  private let openMPI = [
    "OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "3", "OMPI_COMM_WORLD_LOCAL_SIZE": "3",
    "OMPI_COMM_WORLD_LOCAL_RANK": "2", "OMPI_COMM_WORLD_NODE_RANK": "2", "PMIX_RANK": "2",
  ]

  @Test("Open MPI")
  func openMPIProcess() throws {
    #expect(try launched(openMPI) == Launched(rank: 2, of: 3, by: "Open MPI", localCount: 3))
  }

  @Test("MPICH and Intel MPI")
  func hydra() throws {
    #expect(
      try launched(["PMI_RANK": "4", "PMI_SIZE": "5", "MPI_LOCALNRANKS": "2"])
        == Launched(rank: 4, of: 5, by: "MPI", localCount: 2))
    #expect(
      try launched(["PMI_RANK": "0", "PMI_SIZE": "5"]) == Launched(rank: 0, of: 5, by: "MPI"))
  }

  @Test("torchrun, whose common names alone say nothing")
  func torchrun() throws {
    let own = ["RANK": "1", "WORLD_SIZE": "4", "LOCAL_WORLD_SIZE": "2", "LOCAL_RANK": "1"]
    #expect(try launched(own) == nil)
    #expect(
      try launched(own.merging(["TORCHELASTIC_RUN_ID": "none"]) { $1 })
        == Launched(rank: 1, of: 4, by: "torchrun", localCount: 2))
  }

  // As Slurm 22.05 sets them in a step of three tasks.
  private let step = [
    "SLURM_JOB_ID": "7", "SLURM_PROCID": "2", "SLURM_NTASKS": "4", "SLURM_NPROCS": "4",
    "SLURM_STEP_NUM_TASKS": "3", "SLURM_STEP_TASKS_PER_NODE": "2,1", "SLURM_NODEID": "1",
    "SLURM_CPUS_ON_NODE": "8", "SLURM_LOCALID": "0",
  ]

  @Test("a step of Slurm, with the tasks of its own node")
  func slurmStep() throws {
    #expect(
      try launched(step)
        == Launched(rank: 2, of: 3, by: "Slurm", localCount: 1, localProcessors: 8))
    func local(_ list: String, node: Int, of count: Int) throws -> Int? {
      try launched([
        "SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "\(count)",
        "SLURM_STEP_TASKS_PER_NODE": list, "SLURM_NODEID": "\(node)",
      ])?.localCount
    }
    #expect(try local("4(x3),1", node: 0, of: 13) == 4)
    #expect(try local("4(x3),1", node: 2, of: 13) == 4)
    #expect(try local("4(x3),1", node: 3, of: 13) == 1)
    #expect(try local("4(x3),1", node: 4, of: 13) == nil)
    #expect(try local("4(x", node: 0, of: 13) == nil)
    #expect(try local("nonsense", node: 0, of: 13) == nil)
    #expect(try local("", node: 0, of: 13) == nil)
  }

  @Test("a batch script of Slurm without srun is one process, however many tasks it has")
  func batchScript() throws {
    #expect(
      try launched([
        "SLURM_JOB_ID": "7", "SLURM_PROCID": "0", "SLURM_NTASKS": "8", "SLURM_NPROCS": "8",
        "SLURM_TASKS_PER_NODE": "8", "SLURM_NODEID": "0", "SLURM_LOCALID": "0",
      ]) == nil)
  }

  private func array(_ id: Int, _ least: Int, _ most: Int, count: Int, step: Int = 1)
    -> [String: String]
  {
    [
      "SLURM_ARRAY_JOB_ID": "9", "SLURM_ARRAY_TASK_ID": "\(id)",
      "SLURM_ARRAY_TASK_MIN": "\(least)", "SLURM_ARRAY_TASK_MAX": "\(most)",
      "SLURM_ARRAY_TASK_COUNT": "\(count)", "SLURM_ARRAY_TASK_STEP": "\(step)",
    ]
  }

  @Test("an array job of Slurm: from any number, in steps, and the same steps written as a list")
  func slurmArray() throws {
    func rank(_ environment: [String: String]) throws -> [Int]? {
      try launched(environment).map { [$0.rank, $0.count] }
    }
    #expect(try launched(array(3, 0, 4, count: 5)) == Launched(rank: 3, of: 5, by: "Slurm array"))
    #expect(try rank(array(12, 10, 14, count: 5)) == [2, 5])
    #expect(try rank(array(7, 1, 10, count: 4, step: 3)) == [2, 4])
    // A list is said to have the step 1.
    #expect(try rank(array(5, 1, 5, count: 3, step: 1)) == [2, 3])
    // One task alone does all the work.
    #expect(try rank(array(3, 3, 3, count: 1)) == [0, 1])
  }

  @Test("every task of every step of an array has a rank of its own")
  func arrayOfSteps() throws {
    var ranks: [Int] = []
    for task in 0..<3 {
      for process in 0..<2 {
        let found = try launched(
          array(task + 5, 5, 7, count: 3).merging([
            "SLURM_PROCID": "\(process)", "SLURM_STEP_NUM_TASKS": "2",
          ]) { $1 })
        #expect(found?.count == 6 && found?.launcher == "Slurm array")
        ranks.append(found?.rank ?? -1)
      }
    }
    #expect(ranks == Array(0..<6))
  }

  @Test("a list with gaps is refused")
  func irregularArray() {
    #expect(
      refusal(array(3, 1, 7, count: 3))
        == "SLURM_ARRAY_TASK_ID: 3 of 3 from 1 to 7, which are not evenly spaced, an array such as 0-2 "
        + "or --shard I/N was expected")
    #expect(refusal(array(2, 1, 7, count: 4)) != nil)
    #expect(refusal(array(9, 1, 7, count: 7)) != nil)
    #expect(refusal(array(1, 7, 1, count: 7)) != nil)
    #expect(
      refusal(["SLURM_ARRAY_TASK_ID": "3"])
        == "SLURM_ARRAY_TASK_COUNT: not set beside SLURM_ARRAY_TASK_ID=3, both or --shard I/N was "
        + "expected")
  }

  @Test("a pod of an indexed Job needs the number of pods from its manifest")
  func kubernetes() throws {
    #expect(
      try launched(["JOB_COMPLETION_INDEX": "4", "JOB_COMPLETIONS": "5"])
        == Launched(rank: 4, of: 5, by: "Kubernetes"))
    #expect(try launched(["JOB_COMPLETIONS": "5"]) == nil)
    #expect(
      refusal(["JOB_COMPLETION_INDEX": "4"])
        == "JOB_COMPLETIONS: not set beside JOB_COMPLETION_INDEX=4, both or --shard I/N was expected"
    )
  }

  @Test("of nested launchers the inner one counts")
  func precedence() throws {
    var environment = ["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "9"]
    var found = [try launched(environment)?.launcher]
    for own in [
      array(1, 0, 7, count: 8), step, ["PMI_RANK": "1", "PMI_SIZE": "6"], openMPI,
      ["RANK": "1", "WORLD_SIZE": "4", "TORCHELASTIC_RUN_ID": "a"],
    ] {
      environment.merge(own) { $1 }
      found.append(try launched(environment)?.launcher)
    }
    #expect(
      found == ["Kubernetes", "Slurm array", "Slurm array", "MPI", "Open MPI", "torchrun"])
    #expect(
      LauncherCatalog.names
        == ["torchrun", "Open MPI", "MPI", "Slurm", "Slurm array", "Kubernetes"])
  }

  @Test(
    "nonsense is refused in one sentence",
    arguments: [
      ("-1", "3", "OMPI_COMM_WORLD_RANK: -1, a number from 0 or --shard I/N was expected"),
      ("x", "3", "OMPI_COMM_WORLD_RANK: x, a number from 0 or --shard I/N was expected"),
      ("+1", "3", "OMPI_COMM_WORLD_RANK: +1, a number from 0 or --shard I/N was expected"),
      (
        "99999999999999999999", "3",
        "OMPI_COMM_WORLD_RANK: 99999999999999999999, a number from 0 or --shard I/N was expected"
      ),
      (
        "3", "3",
        "OMPI_COMM_WORLD_RANK: 3 of OMPI_COMM_WORLD_SIZE=3, a number from 0 to 2 or --shard I/N was "
          + "expected"
      ),
      (
        "1", "1",
        "OMPI_COMM_WORLD_RANK: 1 of OMPI_COMM_WORLD_SIZE=1, 0 or --shard I/N was expected"
      ),
      ("0", "0", "OMPI_COMM_WORLD_SIZE: 0, a number from 1 or --shard I/N was expected"),
      (
        "2", "",
        "OMPI_COMM_WORLD_SIZE: not set beside OMPI_COMM_WORLD_RANK=2, both or --shard I/N was expected"
      ),
      (
        "", "2",
        "OMPI_COMM_WORLD_RANK: not set beside OMPI_COMM_WORLD_SIZE=2, both or --shard I/N was expected"
      ),
    ])
  func nonsense(_ rank: String, _ count: String, _ sentence: String) {
    #expect(
      refusal(["OMPI_COMM_WORLD_RANK": rank, "OMPI_COMM_WORLD_SIZE": count]) == sentence)
  }

  @Test("variables that are empty count as not set")
  func empty() throws {
    #expect(
      try launched([
        "OMPI_COMM_WORLD_RANK": "", "OMPI_COMM_WORLD_SIZE": "", "TORCHELASTIC_RUN_ID": "",
        "RANK": "5", "JOB_COMPLETION_INDEX": "", "SLURM_ARRAY_TASK_ID": "",
      ]) == nil)
  }

  @Test("processors are shared among the ranks of a machine unless each has its own")
  func processors() {
    // Nobody is bound.
    #expect(Processors.share(own: 64, among: 4, total: 64) == 16)
    // Each is bound to its own, or to a socket that it shares with half of the others.
    #expect(Processors.share(own: 16, among: 4, total: 64) == 16)
    #expect(Processors.share(own: 32, among: 4, total: 64) == 16)
    #expect(Processors.share(own: 2, among: 4, total: 64) == 2)
    #expect(Processors.share(own: 1, among: 4, total: 1) == 1)
    #expect(Processors.share(own: 2, among: 3, total: 2) == 1)
    #expect(Processors.share(own: 8, among: 0, total: 8) == 8)
    #expect(Processors.total >= 1)
  }
}
