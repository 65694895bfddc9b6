// Products with a block of reflections V (row-major, `block_size` floats a row) and a strip C of
// the matrix (row-major, `width` floats a row, a multiple of `column_multiple`). Vectors run across
// columns. Each element is one chain of fused multiply-adds; tiles and chunks only choose which
// chains are in registers at a time.
typedef float XV_VARIANT(floats) __attribute__((vector_size(XV_VECTOR_BYTES)));

#define VECTOR XV_VARIANT(floats)
#define LANES (XV_VECTOR_BYTES / 4)
// A tile has TILE rows and one or two vectors of columns: twice as many sums where there are twice
// as many registers.
#define TILE (XV_VECTOR_BYTES / 8)

XV_INLINE void XV_VARIANT(load)(int vectors, const float *from, size_t width,
                                VECTOR tile[TILE][2]) {
  XV_UNROLL for (int r = 0; r < TILE; r++)
    XV_UNROLL for (int q = 0; q < vectors; q++)
      memcpy(&tile[r][q], from + (size_t)r * width + q * LANES, sizeof(VECTOR));
}

XV_INLINE void XV_VARIANT(store)(int vectors, VECTOR tile[TILE][2], float *to, size_t width) {
  XV_UNROLL for (int r = 0; r < TILE; r++)
    XV_UNROLL for (int q = 0; q < vectors; q++)
      memcpy(to + (size_t)r * width + q * LANES, &tile[r][q], sizeof(VECTOR));
}

// tile[r, :] += sign factors[r * stride] row[:]
XV_INLINE void XV_VARIANT(multiply_add)(int vectors, float sign, const float *factors,
                                        size_t stride, const float *row, VECTOR tile[TILE][2]) {
  VECTOR part[2];
  XV_UNROLL for (int q = 0; q < vectors; q++)
    memcpy(&part[q], row + q * LANES, sizeof(VECTOR));
  XV_UNROLL for (int r = 0; r < TILE; r++) {
    const VECTOR factor = BROADCAST(sign * factors[(size_t)r * stride]);
    XV_UNROLL for (int q = 0; q < vectors; q++)
      tile[r][q] = VECTOR_FMA(factor, part[q], tile[r][q]);
  }
}

// W = W + V^T C for TILE reflections.
XV_INLINE void XV_VARIANT(add_dots_tile)(int vectors, const float *v, const float *c, size_t width,
                                         size_t rows, float *w) {
  VECTOR tile[TILE][2];
  XV_VARIANT(load)(vectors, w, width, tile);
  for (size_t r = 0; r < rows; r++)
    XV_VARIANT(multiply_add)(vectors, 1, v + r * block_size, 1, c + r * width, tile);
  XV_VARIANT(store)(vectors, tile, w, width);
}

// W = V^T C
static void XV_VARIANT(dots)(const float *v, const float *c, size_t width, size_t rows, float *w) {
  memset(w, 0, block_size * width * sizeof *w);
  for (size_t r = 0; r < rows; r += chunk_rows) {
    const size_t length = smaller(rows - r, chunk_rows);
    const float *block = v + r * block_size, *strip = c + r * width;
    for (size_t j = 0; j < width; j += 2 * LANES)
      for (size_t i = 0; i < block_size; i += TILE)
        if (j + LANES < width)
          XV_VARIANT(add_dots_tile)(2, block + i, strip + j, width, length, w + i * width + j);
        else
          XV_VARIANT(add_dots_tile)(1, block + i, strip + j, width, length, w + i * width + j);
  }
}

// C = C - V Z for TILE rows.
XV_INLINE void XV_VARIANT(subtract_tile)(int vectors, const float *v, const float *z, size_t width,
                                         float *c) {
  VECTOR tile[TILE][2];
  XV_VARIANT(load)(vectors, c, width, tile);
  for (size_t i = 0; i < block_size; i++)
    XV_VARIANT(multiply_add)(vectors, -1, v + i, block_size, z + i * width, tile);
  XV_VARIANT(store)(vectors, tile, c, width);
}

// C = C - V Z for rows that are a multiple of `row_multiple`.
static void XV_VARIANT(subtract)(const float *v, const float *z, size_t width, size_t rows,
                                 float *c) {
  for (size_t r = 0; r < rows; r += TILE)
    for (size_t j = 0; j < width; j += 2 * LANES)
      if (j + LANES < width)
        XV_VARIANT(subtract_tile)(2, v + r * block_size, z + j, width, c + r * width + j);
      else
        XV_VARIANT(subtract_tile)(1, v + r * block_size, z + j, width, c + r * width + j);
}

// W becomes Z: from the last reflection to the first, Z_j = factor_j W_j leaves the rows before it.
static void XV_VARIANT(substitute)(const float *restrict gram, const float *restrict factors,
                                   float *restrict w, size_t width) {
  for (size_t j = block_size; j-- > 0;) {
    float *restrict z = w + j * width;
    for (size_t c = 0; c < width; c++) z[c] *= factors[j];
    for (size_t i = 0; i < j; i++)
      for (size_t c = 0; c < width; c++)
        w[i * width + c] = xv_fma(-gram[i * block_size + j], z[c], w[i * width + c]);
  }
}

#undef VECTOR
#undef LANES
#undef TILE
