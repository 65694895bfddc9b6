#include "Variants.h"

#include "Random.h"
#include "ElementFormats.h"
#include "ElementaryFunctions.h"
#include "ElementaryFunctions64.h"

enum { philox_rounds = 10, tile_length = 32 };

#define PHILOX_MULTIPLIER_0 0xD2511F53u
#define PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define PHILOX_WEYL_0 0x9E3779B9u
#define PHILOX_WEYL_1 0xBB67AE85u

// A generator of the words of blocks that agree in their number's upper half, with the keys of all
// rounds. The first round changes words 0 and 1 alike for all these blocks, and with them the
// second round words 2 and 3 up to an exclusive or.
typedef struct {
  uint64_t keys[philox_rounds][2];
  uint64_t first_mask;                  // word 2 after round 1 = upper half of product 0 ^ this
  uint64_t second_mask0, second_mask2;  // words 0 and 2 after round 2, likewise
  uint64_t second_word3;                // word 3 after round 2
  uint32_t counter[2];
} generator;

static void choose_upper_half(generator *g, uint64_t block) {
  uint64_t product1 = (uint64_t)g->counter[0] * PHILOX_MULTIPLIER_1;
  uint32_t word0 = (uint32_t)(product1 >> 32 ^ block >> 32 ^ g->keys[0][0]);
  uint64_t product0 = (uint64_t)word0 * PHILOX_MULTIPLIER_0;
  g->first_mask = g->counter[1] ^ g->keys[0][1];
  g->second_mask0 = (uint32_t)product1 ^ g->keys[1][0];
  g->second_mask2 = product0 >> 32 ^ g->keys[1][1];
  g->second_word3 = (uint32_t)product0;
}

static generator make_generator(const uint32_t key[2], const uint32_t counter[2]) {
  generator g = {.counter = {counter[0], counter[1]}};
  for (uint32_t i = 0; i < philox_rounds; i++) {
    g.keys[i][0] = (uint32_t)(key[0] + i * PHILOX_WEYL_0);
    g.keys[i][1] = (uint32_t)(key[1] + i * PHILOX_WEYL_1);
  }
  return g;
}

typedef enum { uniform_law, normal_law, truncated_normal_law } law;

// What a fill draws: value = center + width times a draw of the law, rounded to the element.
typedef struct {
  generator words, low_words;
  law law;
  bool in_double;
  xv_element element;
  size_t element_size;
  double center, width;
  xv_truncation cut;
} drawing;

// Writes the tiles `first ..< first + count` of a drawing to `out`, which need not be aligned.
typedef void tile_writer(const drawing *d, uint64_t first, size_t count, char *out);

// Elements `first ..< first + count`: whole tiles in place, cut tiles through a buffer.
// Tiles that agree in the upper half of their blocks are written at once.
static void write_elements(drawing *d, uint64_t first, size_t count, char *out,
                           tile_writer *write) {
  const uint64_t tiles_of_half = (1ull << 32) / 8;
  uint64_t tile = first / tile_length;
  size_t skipped = first % tile_length, size = d->element_size;
  while (count > 0) {
    size_t written, tiles = 1;
    choose_upper_half(&d->words, 8 * tile);
    choose_upper_half(&d->low_words, 8 * tile);
    if (skipped > 0 || count < tile_length) {
      double cut[tile_length];
      write(d, tile, 1, (char *)cut);
      written = tile_length - skipped < count ? tile_length - skipped : count;
      memcpy(out, (char *)cut + skipped * size, written * size);
      skipped = 0;
    } else {
      uint64_t left = tiles_of_half - tile % tiles_of_half;
      tiles = count / tile_length < left ? count / tile_length : (size_t)left;
      written = tiles * tile_length;
      write(d, tile, tiles, out);
    }
    tile += tiles;
    out += written * size;
    count -= written;
  }
}

// k 2^7 for the odd number k = 2 (word >> 8) + 1 - 2^24.
XV_INLINE int32_t symmetric_integer(uint32_t word) {
  return (int32_t)(((word & 0xffffff00) | 0x80) ^ 0x80000000);
}

// k 2^-24 for the same k.
XV_INLINE float symmetric_unit(uint32_t word) {
  return (float)symmetric_integer(word) * 0x1p-31f;
}

// Two normal values from two words, by Box and Muller.
XV_INLINE void normal_pair(uint32_t word0, uint32_t word1, float mean, float deviation,
                           float *out0, float *out1) {
  float u = (float)(int32_t)(word0 >> 1 | 1), sine, cosine;  // times 2^31
  float radius = xv_sqrt(-2 * xv_log_of_shifted(u, 31));
  xv_sincos_pi_of_integer(symmetric_integer(word1), &sine, &cosine);
  *out0 = xv_fma(radius * cosine, deviation, mean);
  *out1 = xv_fma(radius * sine, deviation, mean);
}

// k = 2 (x >> 11) + 1 - 2^53
XV_INLINE double symmetric_integer64(uint64_t x) {
  return xv_double_of(x >> 10 | 1, -0x1p53);
}

XV_INLINE void normal_pair64(uint64_t x0, uint64_t x1, double mean, double deviation,
                             double *out0, double *out1) {
  double u = xv_double_of(x0 >> 1 | 1, 0) * 0x1p-63, sine, cosine;
  double radius = xv_sqrt64(-2 * xv_log64(u));
  xv_sincos_pi64(symmetric_integer64(x1) * 0x1p-53, &sine, &cosine);
  *out0 = xv_fma64(radius * cosine, deviation, mean);
  *out1 = xv_fma64(radius * sine, deviation, mean);
}

// The draw of a truncated normal law that belongs to x. Near the centre of the uncut law the
// quantile is that of the distance to 1/2, elsewhere that of the smaller tail.
XV_INLINE double truncated_normal64(uint64_t x, const xv_truncation *cut) {
  double k = symmetric_integer64(x);
  double from_centre = xv_fma64(k * 0x1p-54, cut->mass, 0.5 * (cut->below - cut->above));
  double below = xv_fma64(xv_fma64(k, 0x1p-54, 0.5), cut->mass, cut->below);
  double above = xv_fma64(xv_fma64(k, -0x1p-54, 0.5), cut->mass, cut->above);
  double tail = xv_quantile_of_tail(from_centre < 0 ? below : above);
  double z = from_centre < 0 ? tail : -tail;
  double centre = xv_quantile_of_centre(from_centre);
  z = from_centre >= -0.4 && from_centre <= 0.4 ? centre : z;
  z = z < cut->lower ? cut->lower : z;
  return z > cut->upper ? cut->upper : z;
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
  drawing d = {.words = make_generator(stream->key, stream->counter), .element_size = 4};
  write_elements(&d, first, count, (char *)out, XV_SELECT(write_words));
}

static drawing make_drawing(const xv_stream *stream, law law, xv_element element, double center,
                            double width) {
  return (drawing){
      .words = make_generator(stream->key, stream->counter),
      .low_words = make_generator(stream->low_key, stream->low_counter),
      .law = law,
      .in_double = element == XV_FLOAT64,
      .element = element,
      .element_size = xv_element_size(element),
      .center = center,
      .width = width,
  };
}

void xv_fill_uniform(const xv_stream *stream, xv_element element, uint64_t first, size_t count,
                     double center, double half_width, void *out) {
  drawing d = make_drawing(stream, uniform_law, element, center, half_width);
  write_elements(&d, first, count, out, XV_SELECT(write_draws));
}

void xv_fill_normal(const xv_stream *stream, xv_element element, uint64_t first, size_t count,
                    double mean, double deviation, void *out) {
  drawing d = make_drawing(stream, normal_law, element, mean, deviation);
  write_elements(&d, first, count, out, XV_SELECT(write_draws));
}

void xv_fill_truncated_normal(const xv_stream *stream, xv_element element, uint64_t first,
                              size_t count, const xv_truncation *truncation, double mean,
                              double deviation, void *out) {
  drawing d = make_drawing(stream, truncated_normal_law, element, mean, deviation);
  d.cut = *truncation;
  bool fits_float = truncation->lower == -truncation->upper && truncation->upper <= 3;
  d.in_double = d.in_double || !fits_float;
  write_elements(&d, first, count, out, XV_SELECT(write_draws));
}
