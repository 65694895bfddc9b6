import Foundation
import Xavier

/// What routes share.
final class LabContext: Sendable {
  /// The page, whole.
  let page: Data
  let tool: LabTool
  let data = LabData()
  let models = LabModels()
  let clients = LabClients()
  let diagrams = PhaseDiagrams()
  let workers = Workers(threads: max(2, min(4, ThreadPool.processorCount)))
  let sessions: LabSessions
  let connections: ConnectionGuard

  init(page: Data, tool: LabTool, connections: ConnectionGuard) {
    self.page = page
    self.tool = tool
    self.connections = connections
    sessions = LabSessions(workers)
  }
}
