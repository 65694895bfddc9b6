// One step draws the tiles that fill a vector: `tiles` of them, 8 lanes each.
// Blocks with even and with odd numbers are kept apart, one word in each 64-bit lane. A 32-bit
// product reads only the lower half of a lane, so the upper halves may hold anything until words
// are merged.
#define lanes64 XV_VARIANT(lanes64)
#define lanes32 XV_VARIANT(lanes32)
#define ints XV_VARIANT(ints)
#define floats XV_VARIANT(floats)
#define draw_words XV_VARIANT(draw_words)
#define store_rows XV_VARIANT(store_rows)
typedef uint64_t lanes64 __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef uint32_t lanes32 __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef int32_t ints __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef float floats __attribute__((vector_size(XV_VECTOR_BYTES)));

#define TILES (XV_VECTOR_BYTES / 32)
#define LANES (8 * TILES)

// The lower halves of `even` and `odd`, and their upper ones, in turn; and the upper halves of one,
// moved down.
#if XV_VECTOR_BYTES == 64
#define HIGH(x)                                                                               \
  (lanes64) __builtin_shufflevector((lanes32)(x), (lanes32)(x), 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, \
                                    11, 11, 13, 13, 15, 15)
#define LOWER(even, odd)                                                                  \
  __builtin_shufflevector((lanes32)(even), (lanes32)(odd), 0, 16, 2, 18, 4, 20, 6, 22, 8, \
                          24, 10, 26, 12, 28, 14, 30)
#define UPPER(even, odd)                                                                  \
  __builtin_shufflevector((lanes32)(even), (lanes32)(odd), 1, 17, 3, 19, 5, 21, 7, 23, 9, \
                          25, 11, 27, 13, 29, 15, 31)
#else
#define HIGH(x) \
  (lanes64) __builtin_shufflevector((lanes32)(x), (lanes32)(x), 1, 1, 3, 3, 5, 5, 7, 7)
#define LOWER(even, odd) \
  __builtin_shufflevector((lanes32)(even), (lanes32)(odd), 0, 8, 2, 10, 4, 12, 6, 14)
#define UPPER(even, odd) \
  __builtin_shufflevector((lanes32)(even), (lanes32)(odd), 1, 9, 3, 11, 5, 13, 7, 15)
#endif

// *a = *a * *b + *c, rounded once; pointers, because vectors as arguments trouble gcc.
XV_INLINE void XV_VARIANT(multiply_add)(floats *a, const floats *b, const floats *c) {
#if defined(__clang__)
  *a = __builtin_elementwise_fma(*a, *b, *c);
#else
  for (int l = 0; l < LANES; l++) (*a)[l] = xv_fma((*a)[l], (*b)[l], (*c)[l]);
#endif
}

// words[j] = word j of the LANES blocks that start at `block`. All have the same
// counter word 1, so that half of the first two rounds is the same for all (see generator).
XV_INLINE void draw_words(const generator *g, uint64_t block, lanes32 words[4]) {
  lanes64 offsets = {0}, lower = {0};
  for (int i = 0; i < LANES / 2; i++) offsets[i] = 2 * (uint64_t)i * PHILOX_MULTIPLIER_0;
  lower += 0xffffffff;
  lanes64 even3 = offsets + (block & 0xffffffff) * PHILOX_MULTIPLIER_0;
  lanes64 odd3 = even3 + PHILOX_MULTIPLIER_0;
  lanes64 even2 = HIGH(even3) ^ g->first_mask, odd2 = HIGH(odd3) ^ g->first_mask;
  lanes64 even1 = (even2 & lower) * PHILOX_MULTIPLIER_1;
  lanes64 odd1 = (odd2 & lower) * PHILOX_MULTIPLIER_1;
  lanes64 even0 = HIGH(even1) ^ g->second_mask0, odd0 = HIGH(odd1) ^ g->second_mask0;
  even2 = even3 ^ g->second_mask2, odd2 = odd3 ^ g->second_mask2;
  even3 = (offsets & 0) + g->second_word3, odd3 = even3;
#pragma GCC unroll 10
  for (int i = 2; i < philox_rounds - 1; i++) {
    lanes64 even_product0 = (even0 & lower) * PHILOX_MULTIPLIER_0;
    lanes64 odd_product0 = (odd0 & lower) * PHILOX_MULTIPLIER_0;
    lanes64 even_product1 = (even2 & lower) * PHILOX_MULTIPLIER_1;
    lanes64 odd_product1 = (odd2 & lower) * PHILOX_MULTIPLIER_1;
    even0 = HIGH(even_product1) ^ even1 ^ g->keys[i][0];
    odd0 = HIGH(odd_product1) ^ odd1 ^ g->keys[i][0];
    even2 = HIGH(even_product0) ^ even3 ^ g->keys[i][1];
    odd2 = HIGH(odd_product0) ^ odd3 ^ g->keys[i][1];
    even1 = even_product1, odd1 = odd_product1;
    even3 = even_product0, odd3 = odd_product0;
  }
  lanes64 even_product0 = (even0 & lower) * PHILOX_MULTIPLIER_0;
  lanes64 odd_product0 = (odd0 & lower) * PHILOX_MULTIPLIER_0;
  lanes64 even_product1 = (even2 & lower) * PHILOX_MULTIPLIER_1;
  lanes64 odd_product1 = (odd2 & lower) * PHILOX_MULTIPLIER_1;
  const uint64_t *keys = g->keys[philox_rounds - 1];
  words[0] = UPPER(even_product1, odd_product1) ^ LOWER(even1, odd1) ^ (uint32_t)keys[0];
  words[1] = LOWER(even_product1, odd_product1);
  words[2] = UPPER(even_product0, odd_product0) ^ LOWER(even3, odd3) ^ (uint32_t)keys[1];
  words[3] = LOWER(even_product0, odd_product0);
}

// Stores `count` tiles, at most as many as a vector holds, that lie in four rows.
XV_INLINE void store_rows(const lanes32 rows[4], size_t count, char *out) {
#if XV_VECTOR_BYTES == 64
  if (count >= 2) {
    for (int j = 0; j < 4; j += 2) {
      lanes64 a = (lanes64)rows[j], b = (lanes64)rows[j + 1];
      lanes64 first = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
      lanes64 second = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
      memcpy(out + 32 * j, &first, sizeof first);
      memcpy(out + 128 + 32 * j, &second, sizeof second);
    }
    return;
  }
#endif
  (void)count;
  for (int j = 0; j < 4; j++) memcpy(out + 32 * j, &rows[j], 32);
}

static void XV_VARIANT(write_words)(const drawing *d, uint64_t first, size_t count, char *out) {
  for (size_t t = 0; t < count; t += TILES) {
    lanes32 words[4];
    draw_words(&d->words, 8 * (first + t), words);
    store_rows(words, count - t, out + 128 * t);
  }
}

static void XV_VARIANT(write_uniform)(const drawing *d, uint64_t first, size_t count, char *out) {
  floats width = (floats){0} + (float)d->width * 0x1p-31f, center = (floats){0} + (float)d->center;
  for (size_t t = 0; t < count; t += TILES) {
    lanes32 words[4], values[4];
    draw_words(&d->words, 8 * (first + t), words);
    for (int j = 0; j < 4; j++) {
      lanes32 k = ((words[j] & 0xffffff00) | 0x80) ^ 0x80000000;
      floats value = __builtin_convertvector((ints)k, floats);
      XV_VARIANT(multiply_add)(&value, &width, &center);
      values[j] = (lanes32)value;
    }
    store_rows(values, count - t, out + 128 * t);
  }
}

// The other laws draw a batch of words, row by row, and then work on long rows in plain loops.
#define BATCH_TILES 16
#define BATCH (8 * BATCH_TILES)
#define FOR_BATCH                \
  for (size_t j = 0; j < 4; j++) \
    for (size_t l = 0; l < BATCH; l++)
#define FOR_PAIRS                   \
  for (size_t j = 0; j < 4; j += 2) \
    for (size_t l = 0; l < BATCH; l++)

// Draws a batch of tiles from `first` on, or the steps that cover `count` of them.
XV_INLINE void XV_VARIANT(draw_batch)(const generator *g, uint64_t first, size_t count,
                                      uint32_t words[4][BATCH]) {
  for (size_t t = 0; t < count; t += TILES) {
    lanes32 rows[4];
    draw_words(g, 8 * (first + t), rows);
    for (int j = 0; j < 4; j++) memcpy(words[j] + 8 * t, &rows[j], sizeof rows[j]);
  }
}

XV_INLINE void XV_VARIANT(draw_floats)(const drawing *d, law law, const uint32_t words[4][BATCH],
                                    float values[4][BATCH]) {
  float center = (float)d->center, width = (float)d->width, mass = (float)d->cut.mass;
  switch (law) {
  case uniform_law:
    width *= 0x1p-31f;
    FOR_BATCH values[j][l] = xv_fma((float)symmetric_integer(words[j][l]), width, center);
    break;
  case normal_law:
    FOR_PAIRS normal_pair(words[j][l], words[j + 1][l], center, width, &values[j][l],
                          &values[j + 1][l]);
    break;
  case truncated_normal_law:
    FOR_BATCH values[j][l] =
        xv_fma(xv_centered_quantile(symmetric_unit(words[j][l]) * mass), width, center);
    break;
  }
}

static void XV_VARIANT(draw_doubles)(const drawing *d, const uint32_t words[4][BATCH],
                                     const uint32_t low[4][BATCH], double values[4][BATCH]) {
  double center = d->center, width = d->width;
  xv_truncation cut = d->cut;
  uint64_t x[4][BATCH];
  FOR_BATCH x[j][l] = (uint64_t)words[j][l] << 32 | low[j][l];
  switch (d->law) {
  case uniform_law:
    width *= 0x1p-53;
    FOR_BATCH values[j][l] = xv_fma64(symmetric_integer64(x[j][l]), width, center);
    break;
  case normal_law:
    FOR_PAIRS normal_pair64(x[j][l], x[j + 1][l], center, width, &values[j][l],
                            &values[j + 1][l]);
    break;
  case truncated_normal_law:
    FOR_BATCH values[j][l] = xv_fma64(truncated_normal64(x[j][l], &cut), width, center);
    break;
  }
}

// Rows of elements of SIZE bytes to tiles.
#define STORE_BATCH(SIZE)                                                       \
  for (size_t t = 0; t < count; t++)                                            \
    for (size_t j = 0; j < 4; j++)                                              \
      memcpy(out + 32 * SIZE * t + 8 * SIZE * j, rows[j] + 8 * t, 8 * SIZE)
#define STORE_ROUNDED(TYPE, FORMAT)                                             \
  {                                                                             \
    TYPE rows[4][BATCH];                                                        \
    FOR_BATCH rows[j][l] = (TYPE)xv_rounded_to(FORMAT, values[j][l]);           \
    STORE_BATCH(sizeof(TYPE));                                                  \
    break;                                                                      \
  }

XV_INLINE void XV_VARIANT(store_floats)(const float rows[4][BATCH], size_t count, char *out) {
  STORE_BATCH(4);
}

XV_INLINE void XV_VARIANT(store_doubles)(const double rows[4][BATCH], size_t count, char *out) {
  STORE_BATCH(8);
}

XV_INLINE void XV_VARIANT(store_narrow)(xv_element element, const float values[4][BATCH],
                                        size_t count, char *out) {
  switch (element) {
  case XV_FLOAT16: STORE_ROUNDED(uint16_t, xv_float16_format)
  case XV_BFLOAT16: STORE_ROUNDED(uint16_t, xv_bfloat16_format)
  case XV_FLOAT8_E4M3: STORE_ROUNDED(uint8_t, xv_float8_e4m3_format)
  default: STORE_ROUNDED(uint8_t, xv_float8_e5m2_format)
  }
}

// Batches of float draws. The law is a constant, so that one loop holds the words and the law.
XV_INLINE void XV_VARIANT(write_floats)(const drawing *d, law law, bool narrow, uint64_t first,
                                        size_t count, char *out) {
  // What a last, shorter batch leaves of these is computed with but not written.
  uint32_t words[4][BATCH] = {{0}};
  float values[4][BATCH];
  while (count > 0) {
    size_t tiles = count < BATCH_TILES ? count : BATCH_TILES;
    XV_VARIANT(draw_batch)(&d->words, first, tiles, words);
    XV_VARIANT(draw_floats)(d, law, words, values);
    if (narrow)
      XV_VARIANT(store_narrow)(d->element, values, tiles, out);
    else
      XV_VARIANT(store_floats)(values, tiles, out);
    first += tiles, count -= tiles, out += tiles * 32 * d->element_size;
  }
}

static void XV_VARIANT(write_doubles)(const drawing *d, uint64_t first, size_t count, char *out) {
  uint32_t words[4][BATCH] = {{0}}, low[4][BATCH] = {{0}};
  double values[4][BATCH];
  float rounded[4][BATCH];
  while (count > 0) {
    size_t tiles = count < BATCH_TILES ? count : BATCH_TILES;
    XV_VARIANT(draw_batch)(&d->words, first, tiles, words);
    XV_VARIANT(draw_batch)(&d->low_words, first, tiles, low);
    XV_VARIANT(draw_doubles)(d, words, low, values);
    if (d->element == XV_FLOAT64) {
      XV_VARIANT(store_doubles)(values, tiles, out);
    } else {
      FOR_BATCH rounded[j][l] = (float)values[j][l];
      if (d->element == XV_FLOAT32)
        XV_VARIANT(store_floats)(rounded, tiles, out);
      else
        XV_VARIANT(store_narrow)(d->element, rounded, tiles, out);
    }
    first += tiles, count -= tiles, out += tiles * 32 * d->element_size;
  }
}

static void XV_VARIANT(write_draws)(const drawing *d, uint64_t first, size_t count, char *out) {
  bool narrow = d->element != XV_FLOAT32;
  if (d->in_double)
    XV_VARIANT(write_doubles)(d, first, count, out);
  else if (d->law == uniform_law && narrow)
    XV_VARIANT(write_floats)(d, uniform_law, true, first, count, out);
  else if (d->law == uniform_law)
    XV_VARIANT(write_uniform)(d, first, count, out);
  else if (d->law == normal_law && narrow)
    XV_VARIANT(write_floats)(d, normal_law, true, first, count, out);
  else if (d->law == normal_law)
    XV_VARIANT(write_floats)(d, normal_law, false, first, count, out);
  else if (narrow)
    XV_VARIANT(write_floats)(d, truncated_normal_law, true, first, count, out);
  else
    XV_VARIANT(write_floats)(d, truncated_normal_law, false, first, count, out);
}

#undef lanes64
#undef lanes32
#undef floats
#undef ints
#undef HIGH
#undef LOWER
#undef UPPER
#undef draw_words
#undef store_rows
#undef TILES
#undef LANES
#undef BATCH
#undef BATCH_TILES
#undef FOR_BATCH
#undef FOR_PAIRS
#undef STORE_BATCH
#undef STORE_ROUNDED
