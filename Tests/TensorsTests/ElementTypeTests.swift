import Tensors
import Testing

@Suite("Element types")
struct ElementTypeTests {
  @Test("every 8-bit pattern is the number whose pattern it is")
  func eightBits() {
    for bits in UInt8.min...UInt8.max {
      let fine = Float(Float8E4M3(bitPattern: bits))
      if bits & 0x7f == 0x7f {
        #expect(fine.isNaN)
      } else {
        #expect(Float8E4M3(fine).bitPattern == bits)
      }
      let wide = Float(Float8E5M2(bitPattern: bits))
      if bits & 0x7f > 0x7c {
        #expect(wide.isNaN)
      } else {
        #expect(Float8E5M2(wide).bitPattern == bits)
        // The same bits are the upper half of a Float16.
        #expect(wide == Float(Float16(bitPattern: UInt16(bits) << 8)))
      }
    }
    #expect(Float(Float8E4M3(bitPattern: 0x7e)) == 448)
    #expect(Float(Float8E4M3(bitPattern: 1)) == 0x1p-9)
  }

  @Test("every BFloat16 is the upper half of a Float32")
  func brains() {
    for bits in UInt16.min...UInt16.max {
      let value = Float(BFloat16(bitPattern: bits))
      #expect(value.bitPattern == UInt32(bits) << 16)
      if !value.isNaN { #expect(BFloat16(value).bitPattern == bits) }
    }
    #expect(Float(BFloat16(.nan)).isNaN)
    #expect(Float(BFloat16(Float.greatestFiniteMagnitude)) == .infinity)
  }

  @Test("numbers half way between neighbours round to the even one")
  func ties() {
    #expect(Float(BFloat16(1 + 0x1p-8)) == 1)
    #expect(Float(BFloat16(1 + 0x1p-7 + 0x1p-8)) == 1 + 0x1p-6)
    #expect(Float(Float8E4M3(1 + 0x1p-4)) == 1)
    #expect(Float(Float8E4M3(1 + 0x1p-3 + 0x1p-4)) == 1.25)
    #expect(Float(Float8E4M3(464)) == 448)
    #expect(Float(Float8E4M3(Float(464).nextUp)).isNaN)
    #expect(Float(Float8E5M2(61440)) == .infinity)
    #expect(Float(Float8E5M2(Float(61440).nextDown)) == 57344)
    #expect(Float(Float8E5M2(-1e9)) == -.infinity)
    #expect(Float8E4M3(-0.0).bitPattern == 0x80)
  }

  @Test("a type's rounding agrees with Float16's and Float's own")
  func roundedAlike() {
    var x = 3.1e-9
    while x < 1e5 {
      #expect(ElementType.float16.rounded(x) == Double(Float16(x)))
      #expect(ElementType.float16.rounded(-x) == Double(Float16(-x)))
      #expect(ElementType.float32.rounded(x) == Double(Float(x)))
      x *= 1.0173
    }
    var small = 1e-46
    while small < 1e-36 {
      #expect(ElementType.float32.rounded(small) == Double(Float(small)))
      small *= 1.173
    }
    #expect(ElementType.float16.rounded(65519.9) == 65504)
    #expect(ElementType.float16.rounded(65520) == .infinity)
  }

  @Test("sizes, largest and smallest numbers are those of the formats")
  func limits() {
    #expect(ElementType.allCases.map(\.size) == [4, 8, 2, 2, 1, 1])
    #expect(ElementType.float32.largest == Double(Float.greatestFiniteMagnitude))
    #expect(ElementType.float16.largest == Double(Float16.greatestFiniteMagnitude))
    #expect(ElementType.float16.smallestPositive == Double(Float16.leastNonzeroMagnitude))
    #expect(ElementType.float32.smallestPositive == Double(Float.leastNonzeroMagnitude))
    #expect(ElementType.float64.smallestPositive == .leastNonzeroMagnitude)
    #expect(ElementType.bfloat16.largest == Double(Float(BFloat16(bitPattern: 0x7f7f))))
  }
}
