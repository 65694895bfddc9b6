// Stream 1: Philox4x32-10 words laid out in tiles of 32, and the laws drawn from them.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The random words of one parameter: Philox key words 0-1 and counter words 2-3.
/// Counter words 0-1 are the block number.
typedef struct {
  uint32_t key[2];
  uint32_t counter[2];
} xv_stream;

/// One Philox4x32-10 block.
void xv_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// Each function writes elements `first ..< first + count` of the stream to `out[0 ..< count]`.
// Element e = 32 g + 8 j + l takes word j of block 8 g + l.

void xv_stream_words(const xv_stream *stream, uint64_t first, size_t count, uint32_t *out);

/// Uniform on (-bound, bound): k = 2 (word >> 8) + 1 - 2^24 as float, times bound 2^-24.
void xv_fill_uniform(const xv_stream *stream, uint64_t first, size_t count, float bound, float *out);

/// Normal by Box-Muller: words w0, w1 of a block give elements j = 0, 1; w2, w3 give j = 2, 3.
/// u = (float)((w0 >> 1) | 1) 2^-31, r = sqrt(-2 log u), theta = pi k 2^-24 with k from w1 as in uniform;
/// values (r cos theta) deviation and (r sin theta) deviation.
void xv_fill_normal(const xv_stream *stream, uint64_t first, size_t count, float deviation, float *out);

/// Normal truncated symmetrically: deviation * sqrt(2) erfinv(k 2^-24 mass), k as in uniform.
/// `mass` is the probability that the parent normal gives to the kept interval, at most that of 3 deviations;
/// `deviation` is the parent's.
void xv_fill_truncated_normal(const xv_stream *stream, uint64_t first, size_t count, float mass,
                              float deviation, float *out);
