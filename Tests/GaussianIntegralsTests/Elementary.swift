import Foundation

func logarithm(_ x: Double) -> Double { log(x) }

func sine(_ x: Double) -> Double { sin(x) }

func exponential(_ x: Double) -> Double { exp(x) }

func complementaryError(_ x: Double) -> Double { erfc(x) }
