static void XV_VARIANT(add_bias)(float *restrict y, const float *restrict bias, size_t rows,
                                 size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) y[r * columns + c] += bias[c];
}

static void XV_VARIANT(few_column_sums)(const float *restrict x, float *restrict out, size_t rows,
                                        size_t row_length, size_t columns) {
  for (size_t c = 0; c < columns; c++) out[c] = 0;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) out[c] += x[r * row_length + c];
}

// The sums of few rows are added in float64.
static void XV_VARIANT(column_sums)(const float *restrict x, float *restrict out, size_t rows,
                                    size_t row_length, size_t columns) {
  enum { few = 256, buffered = 256 };
  if (rows <= few) {
    XV_VARIANT(few_column_sums)(x, out, rows, row_length, columns);
    return;
  }
  for (size_t start = 0; start < columns; start += buffered) {
    size_t count = columns - start < buffered ? columns - start : buffered;
    float part[buffered];
    double sums[buffered] = {0};
    for (size_t r = 0; r < rows; r += few) {
      XV_VARIANT(few_column_sums)
      (x + r * row_length + start, part, rows - r < few ? rows - r : few, row_length, count);
      for (size_t c = 0; c < count; c++) sums[c] += (double)part[c];
    }
    for (size_t c = 0; c < count; c++) out[start + c] = (float)sums[c];
  }
}

// Element i goes to partial sum i % 16, whatever the vector width.
static double XV_VARIANT(sum_of_squares)(const float *x, size_t n) {
  typedef float floats __attribute__((vector_size(64)));
  typedef double doubles __attribute__((vector_size(128)));
  doubles sums = {0};
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) {
    floats part;
    memcpy(&part, x + i, sizeof part);
    doubles wide = __builtin_convertvector(part, doubles);
    sums += wide * wide;
  }
  double lanes[16];
  memcpy(lanes, &sums, sizeof lanes);
  for (size_t i = whole; i < n; i++) lanes[i % 16] += (double)x[i] * x[i];
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}
