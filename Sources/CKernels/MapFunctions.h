// Each map as two scalar functions of x and at most two attributes: xv_map_X(x, a, b) and its
// derivative xv_map_X_slope(...). NaN passes through every one; at a kink the slope is that of the
// side below, save where noted.
#pragma once
#include "ActivationFunctions.h"
#include "Powers.h"
#include "Trigonometry.h"

#define XV_MAP(NAME)                                                                   \
  XV_INLINE float xv_map_##NAME([[maybe_unused]] float x, [[maybe_unused]] float a,    \
                                [[maybe_unused]] float b)

// x for x > 0, else a (e^(x / a) - 1), for a > 0
XV_MAP(celu) { return x > 0 ? x : a * xv_expm1(xv_at_most(x, 0) / a); }
XV_MAP(celu_slope) {
  float z = xv_at_least(xv_at_most(x, 0) / a, -104);
  // The rounding error of z would be a relative error of the power.
  float low = z > -104 ? xv_fma(-z, a, x) / a : 0;
  xv_power power = xv_power_of_e(z, low);
  return x > 0 ? 1 : xv_scaled(1 + power.fraction, power.exponent);
}

// b x for x > 0, else b a (e^x - 1)
XV_MAP(scaled_elu) { return b * (x > 0 ? x : a * xv_expm1(xv_at_most(x, 0))); }
XV_MAP(scaled_elu_slope) { return b * (x > 0 ? 1 : a * xv_exp(x)); }

XV_MAP(hard_sigmoid) { return xv_at_least(xv_at_most(xv_fma(a, x, b), 1), 0); }
XV_MAP(hard_sigmoid_slope) {
  float z = xv_fma(a, x, b);
  return z > 0 && z <= 1 ? a : z != z ? z : 0;
}

XV_MAP(hard_swish) {
  float inner = xv_at_least(x, -3) * xv_at_least(xv_at_most(x, 3) + 3, 0) / 6;
  return x >= 3 ? x : inner;
}
XV_MAP(hard_swish_slope) {
  float inner = xv_fma(2, x, 3) / 6;
  return x <= -3 ? 0 : x > 3 ? 1 : inner;
}

// x tanh(softplus(x)). With e = e^x that is x e (e + 2) / (e (e + 2) + 2), and with e = e^-x
// x (1 + 2 e) / (1 + 2 e + 2 e^2).
XV_MAP(mish) {
  float z = xv_at_least(xv_at_most(x, 112), -112);
  xv_power power = xv_power_of_e(x < 0 ? z : -z, 0);
  float e = xv_scaled(1 + power.fraction, power.exponent);
  float above = x < 0 ? xv_fma(z, power.fraction, z) * (e + 2) : x * (1 + 2 * e);
  float below = x < 0 ? xv_fma(e, e + 2, 2) : xv_fma(2 * e, 1 + e, 1);
  float y = above / below;
  return x < 0 ? xv_scaled(y, power.exponent) : y;
}
XV_MAP(mish_slope) {
  float z = xv_at_least(xv_at_most(x, 112), -112);
  xv_power power = xv_power_of_e(x < 0 ? z : -z, 0);
  float e = xv_scaled(1 + power.fraction, power.exponent);
  float below = x < 0 ? xv_fma(e, e + 2, 2) : xv_fma(2 * e, 1 + e, 1);
  float first = x < 0 ? (e + 2) * below : (1 + 2 * e) * below;
  float second = 4 * z * (1 + e) * (x < 0 ? 1 : e * e);
  float y = (first + second) / (below * below);
  return x < 0 ? xv_scaled(xv_fma(y, power.fraction, y), power.exponent) : y;
}

XV_MAP(thresholded_relu) { return x <= a ? 0 : x; }
XV_MAP(thresholded_relu_slope) { return x <= a ? 0 : x > a ? 1 : x; }

// x + b below -a, x - b above a, else 0
XV_MAP(shrink) { return x < -a ? x + b : x > a ? x - b : x != x ? x : 0; }
XV_MAP(shrink_slope) { return x < -a || x > a ? 1 : x != x ? x : 0; }

// x sigmoid(a x). The argument's rounding error is carried along; from 170 on the sigmoid is 1 or
// counts as 0: only an x beyond 1e28 would be left of the product.
XV_INLINE float xv_swish_argument(float x, float a, float *low) {
  float finite = xv_at_least(xv_at_most(x, 0x1.fffffep127f), -0x1.fffffep127f);
  float z = a * finite;
  float error = xv_fma(a, finite, -z);
  *low = xv_abs(z) < 170 ? error : 0;
  return xv_at_least(xv_at_most(z, 170), -170);
}
XV_MAP(swish) {
  float low, z = xv_swish_argument(x, a, &low);
  float lower = xv_at_least(xv_at_most(x, 0x1.fffffep127f), -0x1.fffffep127f);
  float sign = z < 0 ? 1 : -1;
  xv_power power = xv_power_of_e(sign * z, sign * low);
  float e = xv_scaled(1 + power.fraction, power.exponent);
  // A quarter, so that the numerator does not overflow.
  float quarter = 0.25f * lower;
  float numerator = xv_fma(quarter, power.fraction, quarter);
  float falling = 4 * xv_scaled(numerator / (1 + e), power.exponent);
  falling = z <= -170 ? 0 * lower : falling;
  return z < 0 ? falling : x / (1 + e);
}
XV_MAP(swish_slope) {
  float low, z = xv_swish_argument(x, a, &low);
  return xv_gated_slope(z, z, low, 1);
}

XV_MAP(erf) { return xv_erf(x); }
XV_MAP(erf_slope) {
  const float two_by_root_pi = 0x1.20dd76p0f;
  float size = xv_at_most(xv_abs(x), 11), square = size * size;
  xv_power power = xv_power_of_e(-square, -xv_fma(size, size, -square));
  return xv_scaled(xv_fma(two_by_root_pi, power.fraction, two_by_root_pi), power.exponent);
}

// b where a > b. Both ends count as inside.
XV_MAP(clip) { return xv_at_most(xv_at_least(x, a), b); }
XV_MAP(clip_slope) { return x >= a && x <= b ? 1 : x != x ? x : 0; }

// The slope at 0 is 0.
XV_MAP(abs) { return xv_abs(x); }
XV_MAP(abs_slope) { return x > 0 ? 1 : x < 0 ? -1 : x; }

XV_MAP(exp) { return xv_exp(x); }
XV_MAP(exp_slope) { return xv_exp(x); }

XV_MAP(log) { return xv_log(x); }
XV_MAP(log_slope) { return 1 / x; }

XV_MAP(sqrt) { return xv_sqrt(x); }
XV_MAP(sqrt_slope) { return 0.5f / xv_sqrt(x); }

XV_MAP(reciprocal) { return 1 / x; }
XV_MAP(reciprocal_slope) { return -(1 / x) / x; }

XV_MAP(negate) { return -x; }
XV_MAP(negate_slope) { return -1; }

// The nearest integer, ties to even.
XV_MAP(round) {
  float size = xv_abs(x);
  return xv_with_sign_of(size < 0x1p23f ? (size + 0x1p23f) - 0x1p23f : size, x);
}
XV_MAP(floor) {
  float nearest = xv_map_round(x, a, b);
  return nearest > x ? nearest - 1 : nearest;
}
XV_MAP(ceil) {
  float nearest = xv_map_round(x, a, b);
  return xv_with_sign_of(xv_abs(nearest < x ? nearest + 1 : nearest), x);
}
XV_MAP(sign) { return x > 0 ? 1 : x < 0 ? -1 : x; }

// Constant between their jumps.
XV_MAP(round_slope) { return x != x ? x : 0; }
XV_MAP(floor_slope) { return x != x ? x : 0; }
XV_MAP(ceil_slope) { return x != x ? x : 0; }
XV_MAP(sign_slope) { return x != x ? x : 0; }
#undef XV_MAP
