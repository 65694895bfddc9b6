import FlyingFox
import Foundation
import Synchronization

/// `POST /api/model?name=FILE.onnx`: takes a model.
struct ModelRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/model"
  let bodyLimit = 256 << 20
  let content: LabContent? = .file

  private struct Answer: Encodable {
    let id, name: String
    let inputs: [String]
    let parameters, layers: Int
  }

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let name = request.query["name"] ?? "model.onnx"
    let (models, body) = (lab.models, request.body)
    return .lab(
      try await lab.workers.answer(request.token) {
        let model = try models.add(body, name: name)
        return try LabJSON.encode(
          Answer(
            id: model.id, name: model.name,
            inputs: model.network.inputs.map { input in
              let lengths = input.lengths.map { $0.map(String.init) ?? "N" }
              return "\(input.name) \(lengths.joined(separator: "×"))"
            }, parameters: model.parameters, layers: model.layers))
      })
  }
}
