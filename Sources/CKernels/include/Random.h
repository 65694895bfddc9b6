// Stream 1: Philox4x32-10 words laid out in tiles of 32, and the laws drawn from them.
#pragma once
#include "Elements.h"

#include <stddef.h>
#include <stdint.h>

/// The random words of one parameter: Philox key words 0-1 and counter words 2-3 of the stream, and
/// of the stream of lower halves, which only Float64 draws read. Counter words 0-1 are the block
/// number.
typedef struct {
  uint32_t key[2], counter[2], low_key[2], low_counter[2];
} xv_stream;

/// One Philox4x32-10 block.
void xv_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// Each function below writes elements `first ..< first + count` of the stream to
// `out[0 ..< count]`, which need not be aligned. Element e = 32 g + 8 j + l takes word j of block
// 8 g + l.
//
// A law is drawn in float, with its parameters rounded to float once, and float draws are rounded
// to nearest even for the narrower formats. Float64 draws are made in double from
// x = word << 32 | word of lower halves.

/// The words themselves, of the first stream.
void xv_stream_words(const xv_stream *stream, uint64_t first, size_t count, uint32_t *out);

/// Uniform on (center - half_width, center + half_width).
/// float: k = 2 (word >> 8) + 1 - 2^24, fma(k 2^7, half_width 2^-31, center).
/// double: k = 2 (x >> 11) + 1 - 2^53, fma(k, half_width 2^-53, center).
void xv_fill_uniform(const xv_stream *stream, xv_element element, uint64_t first, size_t count,
                     double center, double half_width, void *out);

/// Normal by Box-Muller: words w0, w1 of a block give elements j = 0, 1; w2, w3 give j = 2, 3.
/// float: u = (float)((w0 >> 1) | 1) 2^-31, theta = pi k 2^-24 with k from w1 as in the uniform law;
/// double: u = (double)((x0 >> 1) | 1) 2^-63, theta = pi k 2^-53 with k from x1.
/// r = sqrt(-2 log u); values fma(r cos theta, deviation, mean) and fma(r sin theta, deviation, mean).
void xv_fill_normal(const xv_stream *stream, xv_element element, uint64_t first, size_t count,
                    double mean, double deviation, void *out);

/// The standard normal law cut to an interval.
typedef struct {
  double lower, upper;     // in deviations of the uncut law; may be infinite
  double below, above;     // its probabilities beyond them
  double mass;             // what is kept
  double mean, deviation;  // of the cut law, in deviations of the uncut one
} xv_truncation;

/// Cut to lower < upper; each number within a few units in the last place. NaN unless lower < upper;
/// a mass below 1e-300 is too small to draw from.
xv_truncation xv_truncated(double lower, double upper);

/// The truncated normal law times `deviation` plus `mean`, both of the law before it was cut.
/// float, if the cut is symmetric and at most 3: fma(z, deviation, mean) with z such that
/// P(|N(0, 1)| < z) = k 2^-24 mass; any other cut: the double draw rounded once.
/// double: with k as in the uniform law, d = fma(k 2^-54, mass, (below - above) / 2); z is the
/// quantile of 1/2 + d if |d| <= 0.4, the one of fma(1/2 + k 2^-54, mass, below) if d < -0.4, minus
/// the one of fma(1/2 - k 2^-54, mass, above) if d > 0.4; z is put within the interval, and the
/// value is fma(z, deviation, mean).
void xv_fill_truncated_normal(const xv_stream *stream, xv_element element, uint64_t first,
                              size_t count, const xv_truncation *truncation, double mean,
                              double deviation, void *out);
