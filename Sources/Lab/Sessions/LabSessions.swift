/// The trainings that pages have begun.
final class LabSessions: Sendable {
  init(_ workers: Workers) {}
}
