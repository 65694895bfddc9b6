/// A program that starts several processes and tells each its number in the environment.
protocol Launcher: Sendable {
  /// What it is called in messages.
  static var name: String { get }

  /// What it says of a process; `nil` where it did not start it.
  static func launched(_ environment: LauncherEnvironment) throws(LauncherError) -> Launched?
}
