// Float32 and Float64 rounded to narrower formats, to nearest even, by integer operations that give
// the same bits everywhere and vectorise.
#pragma once
#include "ElementaryFunctions.h"

// A format of 16 or 8 bits: a sign, an exponent of this bias and a mantissa of so many bits.
typedef struct {
  int mantissa, bias;
  uint32_t sign_shift;  // from a float's sign to this format's
  uint32_t overflow;    // what values too large become; every larger code is a NaN
  uint32_t nan;
} xv_format;

static const xv_format xv_float16_format = {10, 15, 16, 0x7c00, 0x7e00};
static const xv_format xv_bfloat16_format = {7, 127, 16, 0x7f80, 0x7fc0};
static const xv_format xv_float8_e4m3_format = {3, 7, 24, 0x7f, 0x7f};
static const xv_format xv_float8_e5m2_format = {2, 15, 24, 0x7c, 0x7e};

// The format's code for x. A NaN keeps its sign only.
XV_INLINE uint32_t xv_rounded_to(xv_format format, float x) {
  int shift = 23 - format.mantissa;
  uint32_t sign = xv_bits(x) & 0x80000000, magnitude = xv_bits(x) ^ sign;
  uint32_t half = (1u << (shift - 1)) - 1 + (magnitude >> shift & 1);
  if (format.bias == 127)  // the exponents are a float's, and overflow ends at infinity by itself
    return magnitude > 0x7f800000 ? format.nan | sign >> format.sign_shift
                                  : (xv_bits(x) + half) >> shift;
  uint32_t code = (magnitude + half - ((uint32_t)(127 - format.bias) << 23)) >> shift;
  // Numbers below 2^(1 - bias) are multiples of a fixed unit: adding a number whose last place is
  // that unit rounds to it.
  uint32_t rounder = (uint32_t)(127 + 1 - format.bias + shift) << 23;
  uint32_t subnormal = xv_bits(xv_from_bits(magnitude) + xv_from_bits(rounder)) - rounder;
  code = magnitude < (uint32_t)(128 - format.bias) << 23 ? subnormal : code;
  code = code > format.overflow ? format.overflow : code;
  code = magnitude > 0x7f800000 ? format.nan : code;
  return code | sign >> format.sign_shift;
}

// The float next to x, towards the odd one of its two neighbours if x lies between floats. Rounding
// that again to a format with at least two bits less gives what rounding x once would.
XV_INLINE float xv_rounded_to_odd(double x) {
  float nearest = (float)x;
  uint32_t bits = xv_bits(nearest);
  double magnitude = __builtin_fabs(x), found = __builtin_fabs((double)nearest);
  uint32_t odd = found > magnitude ? bits - 1 : bits + 1;
  bool exact = found == magnitude || found != found;
  return xv_from_bits(exact || (bits & 1) ? bits : odd);
}
