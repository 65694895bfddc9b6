import CXavier
import Foundation
import Xavier

/// Where a function puts a text that the caller frees.
typealias TextPlace = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// A text of the caller's, which has to be there.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws -> String {
  guard let text = try optionalText(pointer, name) else {
    throw InterfaceError("\(name): NULL, a text")
  }
  return text
}

/// A text of the caller's; `nil` where there is none.
func optionalText(_ pointer: UnsafePointer<CChar>?, _ name: String) throws -> String? {
  guard let pointer else { return nil }
  guard let text = String(validatingCString: pointer) else {
    throw InterfaceError("\(name): bytes that are not UTF-8, a text")
  }
  return text
}

/// Gives the caller a text; nothing where it wants none.
func give(_ text: some StringProtocol, to place: TextPlace?) throws {
  guard let place else { return }
  guard let copy = strdup(String(text)) else { throw InterfaceError.memory(text.utf8.count) }
  place.pointee = copy
}

/// Frees a text.
@c @implementation
public func xavier_free(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

// Never freed and never changed.
private nonisolated(unsafe) let version = UnsafePointer<CChar>(strdup(Version.current))

/// The version of the library.
@c @implementation
public func xavier_version() -> UnsafePointer<CChar>? { version }
