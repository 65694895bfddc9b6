#include "Variants.h"

#include "ElementaryFunctions.h"
#include "Random.h"

enum { philox_rounds = 10, tile_length = 32 };

#define PHILOX_MULTIPLIER_0 0xD2511F53u
#define PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define PHILOX_WEYL_0 0x9E3779B9u
#define PHILOX_WEYL_1 0xBB67AE85u

// A stream with its keys of all rounds, and the two numbers that its law needs.
typedef struct {
  uint64_t keys[philox_rounds][2];
  uint64_t counter[2];
  float scale, mass;
} drawing;

static drawing make_drawing(const xv_stream *stream, float scale, float mass) {
  drawing d = {.counter = {stream->counter[0], stream->counter[1]}, .scale = scale, .mass = mass};
  uint32_t key[2] = {stream->key[0], stream->key[1]};
  for (int i = 0; i < philox_rounds; i++) {
    d.keys[i][0] = key[0];
    d.keys[i][1] = key[1];
    key[0] += PHILOX_WEYL_0;
    key[1] += PHILOX_WEYL_1;
  }
  return d;
}

// Writes the tiles `first ..< first + count` of a drawing to `out`, which need not be aligned.
typedef void tile_writer(const drawing *d, uint64_t first, size_t count, char *out);

// Elements `first ..< first + count`: whole tiles in place, cut tiles through a buffer.
static void write_elements(const drawing *d, uint64_t first, size_t count, char *out,
                           tile_writer *write) {
  uint64_t tile = first / tile_length;
  size_t skipped = first % tile_length;
  while (count > 0) {
    size_t written, tiles = 1;
    if (skipped > 0 || count < tile_length) {
      uint32_t cut[tile_length];
      write(d, tile, 1, (char *)cut);
      written = tile_length - skipped < count ? tile_length - skipped : count;
      memcpy(out, cut + skipped, written * sizeof *cut);
      skipped = 0;
    } else {
      tiles = count / tile_length;
      written = tiles * tile_length;
      write(d, tile, tiles, out);
    }
    tile += tiles;
    out += written * sizeof(uint32_t);
    count -= written;
  }
}

// k 2^-24 for the odd number k that the upper 24 bits of a word give.
XV_INLINE float symmetric_unit(uint32_t word) {
  return (float)((int32_t)((word >> 8) * 2 + 1) - (1 << 24)) * 0x1p-24f;
}

// Two normal values from two words, by Box and Muller.
XV_INLINE void normal_pair(uint32_t word0, uint32_t word1, float deviation, float *out0,
                           float *out1) {
  float u = (float)(int32_t)(word0 >> 1 | 1) * 0x1p-31f, sine, cosine;
  float radius = xv_sqrt(-2 * xv_log_of_normal(u));
  xv_sincos_pi(symmetric_unit(word1), &sine, &cosine);
  *out0 = radius * cosine * deviation;
  *out1 = radius * sine * deviation;
}

#define XV_LOOPS "Variants/Random.inc.h"
#include "EveryVariant.h"

void xv_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int i = 0; i < philox_rounds; i++) {
    uint64_t p0 = (uint64_t)c0 * PHILOX_MULTIPLIER_0, p1 = (uint64_t)c2 * PHILOX_MULTIPLIER_1;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += PHILOX_WEYL_0;
    k1 += PHILOX_WEYL_1;
  }
  uint32_t words[4] = {c0, c1, c2, c3};
  memcpy(out, words, sizeof words);
}

void xv_stream_words(const xv_stream *stream, uint64_t first, size_t count, uint32_t *out) {
  drawing d = make_drawing(stream, 0, 0);
  write_elements(&d, first, count, (char *)out, XV_SELECT(write_words));
}

void xv_fill_uniform(const xv_stream *stream, uint64_t first, size_t count, float bound,
                     float *out) {
  drawing d = make_drawing(stream, bound, 0);
  write_elements(&d, first, count, (char *)out, XV_SELECT(write_uniform));
}

void xv_fill_normal(const xv_stream *stream, uint64_t first, size_t count, float deviation,
                    float *out) {
  drawing d = make_drawing(stream, deviation, 0);
  write_elements(&d, first, count, (char *)out, XV_SELECT(write_normal));
}

void xv_fill_truncated_normal(const xv_stream *stream, uint64_t first, size_t count, float mass,
                              float deviation, float *out) {
  drawing d = make_drawing(stream, deviation, mass);
  write_elements(&d, first, count, (char *)out, XV_SELECT(write_truncated_normal));
}
