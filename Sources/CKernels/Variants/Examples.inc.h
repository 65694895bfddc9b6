// Products of float64 numbers that were floats are exact, so a fused sum is the same as another:
// column k goes to lane k % 8 of its product, whatever the vector width.
#define xv_eight_floats XV_VARIANT(examples_floats)
#define xv_eight XV_VARIANT(examples_doubles)
typedef float xv_eight_floats __attribute__((vector_size(32)));
typedef double xv_eight __attribute__((vector_size(64)));

// Rows whose products with one another are held in registers.
#if XV_VECTOR_BYTES == 64
#define XV_TILE 4
#else
#define XV_TILE 2
#endif

XV_INLINE void XV_VARIANT(examples_widen)(const float *x, xv_eight *wide) {
  xv_eight_floats part;
  memcpy(&part, x, sizeof part);
  *wide = __builtin_convertvector(part, xv_eight);
}

XV_INLINE double XV_VARIANT(examples_total)(const xv_eight *sum) {
  double lanes[8];
  memcpy(lanes, sum, sizeof lanes);
  for (int half = 4; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

// The products of rows first .. and second .. over whole groups of eight columns.
XV_INLINE void XV_VARIANT(product_tile)(const float *const rows[], size_t n, size_t first,
                                        size_t second, size_t columns, double *restrict products) {
  xv_eight sums[XV_TILE][XV_TILE] = {0};
  const float *a[XV_TILE], *b[XV_TILE];
  for (size_t i = 0; i < XV_TILE; i++) {
    a[i] = rows[first + i < n ? first + i : n - 1];
    b[i] = rows[second + i < n ? second + i : n - 1];
  }
  for (size_t k = 0; k < columns; k += 8) {
    xv_eight left[XV_TILE], right[XV_TILE];
    for (int i = 0; i < XV_TILE; i++) XV_VARIANT(examples_widen)(a[i] + k, &left[i]);
    for (int i = 0; i < XV_TILE; i++) XV_VARIANT(examples_widen)(b[i] + k, &right[i]);
    for (int i = 0; i < XV_TILE; i++)
      for (int j = 0; j < XV_TILE; j++) sums[i][j] += left[i] * right[j];
  }
  for (size_t i = 0; i < XV_TILE && first + i < n; i++)
    for (size_t j = 0; j < XV_TILE && second + j <= first + i; j++)
      products[(first + i) * n + second + j] += XV_VARIANT(examples_total)(&sums[i][j]);
}

static void XV_VARIANT(add_products)(const float *x, size_t n, size_t stride, size_t columns,
                                     double *restrict products, double *restrict sums) {
  enum { together = 512 };
  const float *rows[XV_MOST_EXAMPLES];
  for (size_t start = 0; start < columns; start += together) {
    size_t width = columns - start < together ? columns - start : together, whole = width / 8 * 8;
    for (size_t i = 0; i < n; i++) {
      const float *row = x + i * stride + start;
      xv_eight sum = {0};
      for (size_t k = 0; k < whole; k += 8) {
        xv_eight wide;
        XV_VARIANT(examples_widen)(row + k, &wide);
        sum += wide;
      }
      double rest = 0;
      for (size_t k = whole; k < width; k++) rest += (double)row[k];
      sums[i] += XV_VARIANT(examples_total)(&sum) + rest;
    }
    for (size_t i = 0; i < n; i++) rows[i] = x + i * stride + start;
    for (size_t i = 0; i < n; i += XV_TILE)
      for (size_t j = 0; j <= i; j += XV_TILE)
        XV_VARIANT(product_tile)(rows, n, i, j, whole, products);
    if (whole == width) continue;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j <= i; j++) {
        double rest = 0;
        for (size_t k = whole; k < width; k++) rest += (double)rows[i][k] * (double)rows[j][k];
        products[i * n + j] += rest;
      }
  }
}

static void XV_VARIANT(mark_live)(const float *restrict x, size_t n, size_t start, size_t inner,
                                  size_t channels, uint32_t *restrict live) {
  if (inner == 1) {
    // Channels lie together: rows of them, until all are known to live.
    size_t channel = start % channels;
    for (size_t i = 0, row = 1; i < n; row++) {
      if (row % 64 == 0) {
        size_t dead = 0;
        for (size_t c = 0; c < channels; c++) dead += live[c] == 0;
        if (dead == 0) return;
      }
      size_t width = channels - channel < n - i ? channels - channel : n - i;
      for (size_t c = 0; c < width; c++) {
        uint32_t bits;
        memcpy(&bits, x + i + c, sizeof bits);
        live[channel + c] |= bits << 1;
      }
      i += width;
      channel = 0;
    }
    return;
  }
  for (size_t i = 0; i < n;) {
    size_t place = start + i, channel = place / inner % channels;
    size_t width = inner - place % inner < n - i ? inner - place % inner : n - i;
    for (size_t k = 0; k < width && !live[channel]; k += 64) {
      size_t end = k + 64 < width ? k + 64 : width;
      uint32_t some = 0;
      for (size_t p = k; p < end; p++) {
        uint32_t bits;
        memcpy(&bits, x + i + p, sizeof bits);
        some |= bits << 1;
      }
      live[channel] |= some;
    }
    i += width;
  }
}

static size_t XV_VARIANT(count_outside)(const float *x, size_t n, float low, float high) {
  size_t count = 0;
  for (size_t start = 0; start < n; start += 65536) {
    size_t end = start + 65536 < n ? start + 65536 : n;
    uint32_t some = 0;
    for (size_t i = start; i < end; i++) some += !(x[i] >= low && x[i] <= high);
    count += some;
  }
  return count;
}

// Not fused: the same bits everywhere.
static void XV_VARIANT(add_scaled)(const float *restrict x, size_t n, double factor,
                                   double *restrict sums) {
  for (size_t k = 0; k < n; k++) sums[k] += factor * (double)x[k];
}

static double XV_VARIANT(sum_of_squares64)(const double *x, size_t n) {
  xv_eight sum = {0};
  size_t whole = n / 8 * 8;
  for (size_t k = 0; k < whole; k += 8) {
    xv_eight part;
    memcpy(&part, x + k, sizeof part);
    sum += part * part;
  }
  double rest = 0;
  for (size_t k = whole; k < n; k++) rest += x[k] * x[k];
  return XV_VARIANT(examples_total)(&sum) + rest;
}
#undef XV_TILE
#undef xv_eight
#undef xv_eight_floats
