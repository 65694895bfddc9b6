/// Memory whose bytes can be read again from where they came, as those of a mapped file can.
package protocol RecoverableMemory: AnyObject, Sendable {
  /// Gives back the memory under bytes that will not be read soon.
  ///
  /// They are the same when they are read again, at any time and in any thread.
  func letGo(of bytes: UnsafeRawBufferPointer)
}
