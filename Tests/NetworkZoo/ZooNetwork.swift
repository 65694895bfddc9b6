import Initializers
import Networks
import Operators
import Tensors

/// A network of a kind that is in use, with weights drawn as is usual for it or wrong on purpose.
public struct ZooNetwork: Sendable, CustomStringConvertible {
  /// What it is built like.
  public enum Family: String, Sendable, CaseIterable {
    case activations, dense, convolutional, residual, transformer, recurrent, unet = "U-Net"
    case depthwise, gated
  }

  /// Its name, unlike all others': `tanh at the edge of chaos, 20 x 128`.
  public let name: String
  /// What it is built like.
  public let family: Family
  /// The network; an output of logits.
  public private(set) var network: Network
  /// What draws its weights, in words.
  public let initialization: String
  /// What is known of its data.
  public let input: InputMoments
  /// Why its weights are drawn badly or the network is beyond rescue; `nil` where neither is so.
  public let flaw: String?
  /// Whether the variance of the logarithm of a length is at most 1 at the output.
  public let isWide: Bool

  /// The name.
  public var description: String { name }

  init(
    _ name: String, _ family: Family, _ initialization: String, of shape: Shape,
    type: StoredType = .float32, input: InputMoments = .zoo, flaw: String? = nil,
    isWide: Bool = true, @LayersBuilder layers: () -> [any Layer]
  ) {
    self.init(
      name, family, initialization, of: shape, type: type, input: input, flaw: flaw,
      isWide: isWide, list: layers())
  }

  init(
    _ name: String, _ family: Family, _ initialization: String, of shape: Shape,
    type: StoredType = .float32, input: InputMoments = .zoo, flaw: String? = nil,
    isWide: Bool = true, list: [any Layer]
  ) {
    self.name = name
    self.family = family
    self.initialization = initialization
    self.input = input
    self.flaw = flaw
    self.isWide = isWide
    do {
      network = try Network(checking: shape, of: type, list)
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}

extension ZooNetwork {
  /// The same network, with weights whose paths end so drawn by another initializer.
  func drawing(_ ends: String..., by initializer: any Initializer) -> ZooNetwork {
    var result = self
    result.network = network.withLaws(
      network.parameters.map { parameter in
        guard let spec = parameter.spec, ends.contains(where: parameter.path.hasSuffix) else {
          return parameter.law
        }
        do {
          return try initializer.law(for: spec)
        } catch {
          preconditionFailure("\(parameter.path): \(error)")
        }
      })
    return result
  }
}

extension InputMoments {
  /// Standardized normal numbers, independent.
  public static let zoo = InputMoments(isNormal: true)
  /// Standardized normal numbers that positions have in common: images, whose pixels are alike.
  ///
  /// Where a network takes means over an image they would leave three numbers of all its pixels, whose
  /// length is not sure; ``zoo`` has independent pixels.
  public static let zooImage = InputMoments(positionCorrelation: 0.3, isNormal: true)

  /// Whole numbers from 0 to the given, each as likely.
  public static func tokens(_ vocabulary: Int) -> InputMoments {
    InputMoments(
      correlation: 1 / Double(vocabulary), positionCorrelation: 1 / Double(vocabulary))
  }
}
