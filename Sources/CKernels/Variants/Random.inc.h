// One step draws the tiles that fill a vector: `tiles` of them, 8 lanes each.
// Blocks with even and with odd numbers are kept apart, one word in each 64-bit lane. A 32-bit
// product reads only the lower half of a lane, so the upper halves may hold anything until words
// are merged.
#define lanes64 XV_VARIANT(lanes64)
#define lanes32 XV_VARIANT(lanes32)
#define floats XV_VARIANT(floats)
#define draw_words XV_VARIANT(draw_words)
#define store_rows XV_VARIANT(store_rows)
typedef uint64_t lanes64 __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef uint32_t lanes32 __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef int32_t XV_VARIANT(ints) __attribute__((vector_size(XV_VECTOR_BYTES)));
typedef float floats __attribute__((vector_size(XV_VECTOR_BYTES)));

#define TILES (XV_VECTOR_BYTES / 32)
#define LANES (8 * TILES)

// words[j] = word j of the LANES blocks that start at `block`.
XV_INLINE void draw_words(const drawing *d, uint64_t block, lanes32 words[4]) {
  lanes64 offsets = {0}, lower = {0};
  for (int i = 0; i < LANES / 2; i++) offsets[i] = 2 * (uint64_t)i;
  lower += 0xffffffff;
  lanes64 even0 = offsets + block, odd0 = even0 + 1, even1 = even0 >> 32, odd1 = odd0 >> 32;
  lanes64 even2 = (offsets & 0) + d->counter[0], odd2 = even2;
  lanes64 even3 = (offsets & 0) + d->counter[1], odd3 = even3;
#pragma GCC unroll 10
  for (int i = 0; i < philox_rounds; i++) {
    lanes64 even_product0 = (even0 & lower) * PHILOX_MULTIPLIER_0;
    lanes64 odd_product0 = (odd0 & lower) * PHILOX_MULTIPLIER_0;
    lanes64 even_product1 = (even2 & lower) * PHILOX_MULTIPLIER_1;
    lanes64 odd_product1 = (odd2 & lower) * PHILOX_MULTIPLIER_1;
    even0 = even_product1 >> 32 ^ even1 ^ d->keys[i][0];
    odd0 = odd_product1 >> 32 ^ odd1 ^ d->keys[i][0];
    even2 = even_product0 >> 32 ^ even3 ^ d->keys[i][1];
    odd2 = odd_product0 >> 32 ^ odd3 ^ d->keys[i][1];
    even1 = even_product1, odd1 = odd_product1;
    even3 = even_product0, odd3 = odd_product0;
  }
  words[0] = (lanes32)((even0 & lower) | odd0 << 32);
  words[1] = (lanes32)((even1 & lower) | odd1 << 32);
  words[2] = (lanes32)((even2 & lower) | odd2 << 32);
  words[3] = (lanes32)((even3 & lower) | odd3 << 32);
}

// Stores the first `tiles` <= TILES of the tiles in four rows.
XV_INLINE void store_rows(const void *rows, size_t tiles, char *out) {
  for (size_t t = 0; t < TILES; t++)
    if (t < tiles)
      for (size_t j = 0; j < 4; j++)
        memcpy(out + 128 * t + 32 * j, (const char *)rows + XV_VECTOR_BYTES * j + 32 * t, 32);
}

static void XV_VARIANT(write_words)(const drawing *d, uint64_t first, size_t count, char *out) {
  for (size_t t = 0; t < count; t += TILES) {
    lanes32 words[4];
    draw_words(d, 8 * (first + t), words);
    store_rows(words, count - t, out + 128 * t);
  }
}

static void XV_VARIANT(write_uniform)(const drawing *d, uint64_t first, size_t count, char *out) {
  float unit = d->scale * 0x1p-24f;
  for (size_t t = 0; t < count; t += TILES) {
    lanes32 words[4];
    floats values[4];
    draw_words(d, 8 * (first + t), words);
    for (int j = 0; j < 4; j++) {
      XV_VARIANT(ints) k = (XV_VARIANT(ints))((words[j] >> 8) * 2 + 1) - (1 << 24);
      values[j] = __builtin_convertvector(k, floats) * unit;
    }
    store_rows(values, count - t, out + 128 * t);
  }
}

// The other laws draw a batch of words, row by row, and then work on long rows in plain loops.
#define BATCH_TILES 16
#define BATCH (8 * BATCH_TILES)

// Draws tiles `first ..< first + count`, at most a batch. Returns the lanes drawn.
XV_INLINE size_t XV_VARIANT(draw_batch)(const drawing *d, uint64_t first, size_t count,
                                        uint32_t words[4][BATCH]) {
  size_t t = 0;
  for (; t < count; t += TILES) {
    lanes32 rows[4];
    draw_words(d, 8 * (first + t), rows);
    for (int j = 0; j < 4; j++) memcpy(words[j] + 8 * t, &rows[j], sizeof rows[j]);
  }
  return 8 * t;
}

XV_INLINE void XV_VARIANT(store_batch)(float values[4][BATCH], size_t count, char *out) {
  for (size_t t = 0; t < count; t++)
    for (size_t j = 0; j < 4; j++) memcpy(out + 128 * t + 32 * j, values[j] + 8 * t, 32);
}

static void XV_VARIANT(write_normal)(const drawing *d, uint64_t first, size_t count, char *out) {
  uint32_t words[4][BATCH];
  float values[4][BATCH], deviation = d->scale;
  for (size_t t = 0; t < count; t += BATCH_TILES) {
    size_t tiles = count - t < BATCH_TILES ? count - t : BATCH_TILES;
    size_t lanes = XV_VARIANT(draw_batch)(d, first + t, tiles, words);
    for (int j = 0; j < 4; j += 2)
      for (size_t l = 0; l < lanes; l++)
        normal_pair(words[j][l], words[j + 1][l], deviation, &values[j][l], &values[j + 1][l]);
    XV_VARIANT(store_batch)(values, tiles, out + 128 * t);
  }
}

static void XV_VARIANT(write_truncated_normal)(const drawing *d, uint64_t first, size_t count,
                                               char *out) {
  uint32_t words[4][BATCH];
  float values[4][BATCH], deviation = d->scale, mass = d->mass;
  for (size_t t = 0; t < count; t += BATCH_TILES) {
    size_t tiles = count - t < BATCH_TILES ? count - t : BATCH_TILES;
    size_t lanes = XV_VARIANT(draw_batch)(d, first + t, tiles, words);
    for (int j = 0; j < 4; j++)
      for (size_t l = 0; l < lanes; l++)
        values[j][l] = deviation * xv_centered_quantile(symmetric_unit(words[j][l]) * mass);
    XV_VARIANT(store_batch)(values, tiles, out + 128 * t);
  }
}

#undef lanes64
#undef lanes32
#undef floats
#undef draw_words
#undef store_rows
#undef TILES
#undef LANES
#undef BATCH
#undef BATCH_TILES
