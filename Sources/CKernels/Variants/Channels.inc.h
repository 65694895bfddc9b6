static void XV_VARIANT(normalize_channels)(const float *restrict x, float *restrict y,
                                       const float *restrict mean, const float *restrict factor,
                                       const float *restrict shift, size_t rows, size_t channels) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < channels; c++) {
      float centred = x[r * channels + c] - mean[c];
      y[r * channels + c] = xv_fma(centred, factor[c], shift[c]);
    }
}

static void XV_VARIANT(normalize_plane)(const float *restrict x, float *restrict y, float mean,
                                        float factor, float shift, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float centred = x[i] - mean;
    y[i] = xv_fma(centred, factor, shift);
  }
}

static void XV_VARIANT(add_column_sums)(const float *restrict x, size_t rows, size_t row_length,
                                        size_t columns, double *restrict sums) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) sums[c] += (double)x[r * row_length + c];
}

static void XV_VARIANT(column_maxima)(const float *restrict x, size_t rows, size_t row_length,
                                      size_t columns, float *restrict maxima) {
  for (size_t c = 0; c < columns; c++) maxima[c] = -__builtin_inff();
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      float value = x[r * row_length + c], most = maxima[c];
      maxima[c] = value > most || value != value ? value : most;
    }
}

// Element i goes to lane i % 16, whatever the vector width.
static double XV_VARIANT(sum)(const float *x, size_t n) {
  double lanes[16] = {0};
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (int l = 0; l < 16; l++) lanes[l] += (double)x[i + (size_t)l];
  for (size_t i = whole; i < n; i++) lanes[i % 16] += (double)x[i];
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

static double XV_VARIANT(sum_of_squared_distances)(const float *x, double mean, size_t n) {
  double lanes[16] = {0};
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (int l = 0; l < 16; l++) {
      double distance = (double)x[i + (size_t)l] - mean;
      lanes[l] += distance * distance;
    }
  for (size_t i = whole; i < n; i++) lanes[i % 16] += ((double)x[i] - mean) * ((double)x[i] - mean);
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

static float XV_VARIANT(maximum)(const float *x, size_t n) {
  float most = -__builtin_inff();
  for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;
  return most;
}

// Squares of 16 by 16 fit the first-level cache whatever the row lengths.
static void XV_VARIANT(transpose)(const float *restrict from, float *restrict to, size_t rows,
                                  size_t columns, size_t first, size_t end) {
  for (size_t r = first; r < end; r += 16) {
    size_t last = r + 16 < end ? r + 16 : end;
    for (size_t c = 0; c < columns; c += 16) {
      size_t last_column = c + 16 < columns ? c + 16 : columns;
      for (size_t j = c; j < last_column; j++)
        for (size_t i = r; i < last; i++) to[j * rows + i] = from[i * columns + j];
    }
  }
}
