import Foundation

func logarithm(_ x: Double) -> Double { log(x) }

func sine(_ x: Double) -> Double { sin(x) }

func exponential(_ x: Double) -> Double { exp(x) }

func complementaryError(_ x: Double) -> Double { erfc(x) }

func arcsine(_ x: Double) -> Double { asin(x) }

func arccosine(_ x: Double) -> Double { acos(x) }
