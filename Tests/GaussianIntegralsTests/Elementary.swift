import Foundation

func logarithm(_ x: Double) -> Double { log(x) }

func sine(_ x: Double) -> Double { sin(x) }
