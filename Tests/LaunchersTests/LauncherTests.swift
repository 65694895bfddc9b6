import Launchers
import Testing
