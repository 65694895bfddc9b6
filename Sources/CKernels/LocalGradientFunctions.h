// Each local gradient as a scalar function of u, v and w; LocalGradients.h says what it is.
#pragma once
#include "Powers.h"

#define XV_LOCAL(NAME)                                                                      \
  XV_INLINE float xv_local_##NAME([[maybe_unused]] float u, [[maybe_unused]] float v,       \
                                  [[maybe_unused]] float w)

XV_LOCAL(first) { return u; }
XV_LOCAL(product) { return u * v; }
XV_LOCAL(twice_product) { return u * (2 * v); }
XV_LOCAL(quotient) { return u / v; }
XV_LOCAL(quotient_slope) { return -u * (v / w / w); }

XV_LOCAL(power_base) {
  float slope = w * xv_pow(v, w - 1);
  return w == 0 ? 0 : u * slope;
}
XV_LOCAL(power_exponent) {
  float slope = xv_pow(v, w) * xv_log(v);
  return v == 0 && w >= 0 ? 0 : u * slope;
}

// NaN compares with nothing: either input then gets the whole gradient.
XV_LOCAL(larger) { return v < w ? 0 : v == w ? 0.5f * u : u; }
XV_LOCAL(smaller) { return v > w ? 0 : v == w ? 0.5f * u : u; }
XV_LOCAL(where) { return v != 0 ? u : 0; }
XV_LOCAL(where_not) { return v != 0 ? 0 : u; }
XV_LOCAL(prelu_input) { return v > 0 ? u : u * w; }
XV_LOCAL(prelu_slope) { return v > 0 ? 0 : u * v; }
XV_LOCAL(sign) { return u > 0 ? v : u < 0 ? -v : u * v; }

// x / y first: it is at most 1 in size.
XV_LOCAL(direction) { return w == 0 ? 0 : v * (u / w); }
XV_LOCAL(chosen) { return u == w ? v : w != w ? w : 0; }
XV_LOCAL(equal) { return u == v ? 1 : 0; }

// A sum of powers whose logarithm is minus infinity has only terms of 0.
XV_LOCAL(power_of_e) { return v == -__builtin_inff() ? 1 : xv_exp(u - v); }
XV_LOCAL(share) { return w == -__builtin_inff() ? 0 : v * xv_exp(u - w); }
XV_LOCAL(second) { return v; }
XV_LOCAL(second_quotient) { return v / w; }

