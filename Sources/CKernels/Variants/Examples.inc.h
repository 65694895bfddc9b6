// Column k goes to lane k % 8 of its sum, whatever the vector width, and nothing is fused.
#define xv_eight_floats XV_VARIANT(examples_floats)
#define xv_eight XV_VARIANT(examples_doubles)
typedef float xv_eight_floats __attribute__((vector_size(32)));
typedef double xv_eight __attribute__((vector_size(64)));

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

static void XV_VARIANT(add_moments)(const float *x, size_t n, double *sum, double *square) {
  xv_eight sums[2] = {0}, squares[2] = {0};
  size_t whole = n / 16 * 16;
  for (size_t k = 0; k < whole; k += 16)
    for (int half = 0; half < 2; half++) {
      xv_eight wide;
      XV_VARIANT(examples_widen)(x + k + 8 * half, &wide);
      sums[half] += wide;
      squares[half] += wide * wide;
    }
  double rest = 0, rest_square = 0;
  for (size_t k = whole; k < n; k++) {
    rest += (double)x[k];
    rest_square += (double)x[k] * (double)x[k];
  }
  sums[0] += sums[1];
  squares[0] += squares[1];
  *sum += XV_VARIANT(examples_total)(&sums[0]) + rest;
  *square += XV_VARIANT(examples_total)(&squares[0]) + rest_square;
}

// The sum of rows times their factors over 32 columns, in registers.
XV_INLINE void XV_VARIANT(direction_block)(const float *x, size_t stride, size_t first, size_t end,
                                           const double *factors, xv_eight sums[4]) {
  for (int v = 0; v < 4; v++) sums[v] = (xv_eight){0};
  for (size_t i = first; i < end; i++)
    for (int v = 0; v < 4; v++) {
      xv_eight wide;
      XV_VARIANT(examples_widen)(x + i * stride + 8 * v, &wide);
      sums[v] += wide * factors[i];
    }
}

// The same over at most 32 columns; what lies beyond the last may be another's.
XV_INLINE void XV_VARIANT(direction_rest)(const float *x, size_t stride, size_t first, size_t end,
                                          const double *factors, size_t width, xv_eight sums[4]) {
  for (int v = 0; v < 4; v++) sums[v] = (xv_eight){0};
  for (size_t i = first; i < end; i++) {
    float row[32] = {0};
    memcpy(row, x + i * stride, width * sizeof *row);
    xv_eight own[4];
    XV_VARIANT(direction_block)(row, 0, 0, 1, factors + i, own);
    for (int v = 0; v < 4; v++) sums[v] += own[v];
  }
}

static void XV_VARIANT(add_directions)(const float *x, size_t n, size_t stride, size_t columns,
                                       const double *factors, size_t groups,
                                       double *restrict squares, double *restrict sums) {
  // Rows lie far apart: of each, some cache lines at a time.
  enum { together = 256, eights = together / 8 };
  xv_eight totals[1 + XV_MOST_GROUPS] = {0};
  xv_eight parts[XV_MOST_GROUPS][eights];
  for (size_t start = 0; start < columns; start += together) {
    size_t width = columns - start < together ? columns - start : together;
    size_t blocks = (width + 31) / 32;
    for (size_t g = 0; g < groups; g++) {
      size_t first = g * n / groups, end = (g + 1) * n / groups;
      for (size_t b = 0; b < blocks; b++) {
        const float *from = x + start + 32 * b;
        if (32 * b + 32 <= width)
          XV_VARIANT(direction_block)(from, stride, first, end, factors, &parts[g][4 * b]);
        else
          XV_VARIANT(direction_rest)
          (from, stride, first, end, factors, width - 32 * b, &parts[g][4 * b]);
      }
    }
    for (size_t v = 0; v < 4 * blocks; v++) {
      xv_eight sum = parts[0][v];
      for (size_t g = 1; g < groups; g++) sum += parts[g][v];
      totals[0] += sum * sum;
      for (size_t g = 0; g < groups; g++) {
        xv_eight others = sum - parts[g][v];
        totals[1 + g] += others * others;
      }
      if (sums == NULL) continue;
      double numbers[8];
      memcpy(numbers, &sum, sizeof numbers);
      for (size_t k = 8 * v; k < 8 * v + 8 && k < width; k++) sums[start + k] += numbers[k - 8 * v];
    }
  }
  for (size_t g = 0; g < 1 + groups; g++) squares[g] += XV_VARIANT(examples_total)(&totals[g]);
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
#undef xv_eight
#undef xv_eight_floats
