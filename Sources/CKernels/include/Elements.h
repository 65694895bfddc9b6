// The formats that weights are stored in.
#pragma once
#include <stddef.h>

/// IEEE 754 float, double and half; bfloat16; the two 8-bit formats of the Open Compute Project:
/// E4M3 has no infinity and reaches 448, E5M2 is IEEE-like and reaches 57344.
typedef enum {
  XV_FLOAT32 = 0,
  XV_FLOAT64,
  XV_FLOAT16,
  XV_BFLOAT16,
  XV_FLOAT8_E4M3,
  XV_FLOAT8_E5M2,
} xv_element;

/// Bytes of one element.
size_t xv_element_size(xv_element element);

/// Rounds to nearest, ties to even; Float64 widens. Beyond the largest number comes infinity, in
/// E4M3 NaN. A NaN keeps its sign only, except that Float32 and Float64 keep what the processor does.
void xv_round(const float *x, size_t n, xv_element element, void *out);

/// The same from double, each number rounded once.
void xv_round_double(const double *x, size_t n, xv_element element, void *out);

/// Any format as double, exactly.
void xv_widen(const void *x, xv_element element, size_t n, double *out);

/// y = x rounded as by xv_round and widened again.
void xv_round_through(const float *x, float *y, size_t n, xv_element element);
