import CommandLine
import Foundation

@main
enum Main {
  static func main() {
    exit(XavierCommand.run(arguments: Array(ProcessInfo.processInfo.arguments.dropFirst())))
  }
}
