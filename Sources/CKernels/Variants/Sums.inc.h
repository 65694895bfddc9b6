// Passes over runs of numbers. A run is reduced in 16 lanes of float64, number i in lane i % 16,
// whatever the vector width; side by side, each of several runs has a number of its own.
#define xv_floats XV_VARIANT(sums_floats)
#define xv_doubles XV_VARIANT(sums_doubles)
#define xv_masks XV_VARIANT(sums_masks)
typedef float xv_floats __attribute__((vector_size(64)));
typedef double xv_doubles __attribute__((vector_size(128)));
typedef int32_t xv_masks __attribute__((vector_size(64)));

// NAME_lanes: lanes = STEP of lane `sum` and number `v`; NAME_columns: the same with sums[i].
#define XV_PASS(NAME, MASK, STEP)                                                             \
  [[maybe_unused]] static void XV_VARIANT(NAME##_lanes)(const float *x, size_t n, double c,   \
                                                        double lanes[16]) {                   \
    (void)c;                                                                                  \
    size_t whole = n / 16 * 16;                                                               \
    if (whole > 0) {                                                                          \
      xv_doubles sum;                                                                         \
      memcpy(&sum, lanes, sizeof sum);                                                        \
      for (size_t i = 0; i < whole; i += 16) {                                                \
        xv_floats part;                                                                       \
        memcpy(&part, x + i, sizeof part);                                                    \
        if (MASK != -1) part = (xv_floats)((xv_masks)part & MASK);                            \
        xv_doubles v = __builtin_convertvector(part, xv_doubles);                             \
        sum = STEP;                                                                           \
      }                                                                                       \
      memcpy(lanes, &sum, sizeof sum);                                                        \
    }                                                                                         \
    for (size_t i = whole; i < n; i++) {                                                      \
      double v = MASK != -1 ? xv_abs(x[i]) : x[i], sum = lanes[i % 16];                       \
      lanes[i % 16] = STEP;                                                                   \
    }                                                                                         \
  }                                                                                           \
  [[maybe_unused]] static void XV_VARIANT(NAME##_columns)(const float *restrict x, size_t n,  \
                                                          double *restrict sums) {            \
    const double c = 0;                                                                       \
    (void)c;                                                                                  \
    for (size_t i = 0; i < n; i++) {                                                          \
      double v = MASK != -1 ? xv_abs(x[i]) : x[i], sum = sums[i];                             \
      sums[i] = STEP;                                                                         \
    }                                                                                         \
  }
XV_PASS(sum, -1, sum + v)
XV_PASS(squares, -1, sum + (v - c) * (v - c))
XV_PASS(magnitudes, 0x7fffffff, sum + v)
XV_PASS(product, -1, sum * v)
#undef XV_PASS

// The largest of x and the lanes; NaN stays.
#define XV_EXTREME(NAME, COMPARE)                                                              \
  [[maybe_unused]] static void XV_VARIANT(NAME##_lanes)(const float *x, size_t n,              \
                                                        float lanes[16]) {                     \
    size_t whole = n / 16 * 16;                                                                \
    if (whole > 0) {                                                                           \
      xv_floats best, part;                                                                    \
      memcpy(&best, lanes, sizeof best);                                                       \
      for (size_t i = 0; i < whole; i += 16) {                                                 \
        memcpy(&part, x + i, sizeof part);                                                     \
        xv_masks keep = (best COMPARE part) | (best != best);                                  \
        best = (xv_floats)(((xv_masks)best & keep) | ((xv_masks)part & ~keep));                \
      }                                                                                        \
      memcpy(lanes, &best, sizeof best);                                                       \
    }                                                                                          \
    for (size_t i = whole; i < n; i++) {                                                       \
      float best = lanes[i % 16];                                                              \
      lanes[i % 16] = best COMPARE x[i] || best != best ? best : x[i];                         \
    }                                                                                          \
  }                                                                                            \
  [[maybe_unused]] static float XV_VARIANT(NAME##_fold)(float lanes[16]) {                     \
    for (int half = 8; half > 0; half /= 2)                                                    \
      for (int l = 0; l < half; l++) {                                                         \
        float best = lanes[l], other = lanes[l + half];                                        \
        lanes[l] = best COMPARE other || best != best ? best : other;                          \
      }                                                                                        \
    return lanes[0];                                                                           \
  }                                                                                            \
  [[maybe_unused]] static void XV_VARIANT(NAME##_columns)(const float *restrict x, size_t n,   \
                                                          float *restrict best) {              \
    for (size_t i = 0; i < n; i++)                                                             \
      best[i] = best[i] COMPARE x[i] || best[i] != best[i] ? best[i] : x[i];                   \
  }
XV_EXTREME(maximum, >=)
XV_EXTREME(minimum, <=)
#undef XV_EXTREME

[[maybe_unused]] static double XV_VARIANT(sum_fold)(double lanes[16]) {
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

[[maybe_unused]] static double XV_VARIANT(product_fold)(double lanes[16]) {
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] *= lanes[l + half];
  return lanes[0];
}

// lanes += exp(x - shift); the buffer's length is a multiple of 16.
[[maybe_unused]] static void XV_VARIANT(powers_lanes)(const float *x, size_t n, float shift,
                                                      double lanes[16]) {
  enum { buffered = 256 };
  float powers[buffered];
  for (size_t start = 0; start < n; start += buffered) {
    size_t width = n - start < buffered ? n - start : buffered;
    for (size_t i = 0; i < width; i++) powers[i] = xv_exp(x[start + i] - shift);
    XV_VARIANT(sum_lanes)(powers, width, 0, lanes);
  }
}

[[maybe_unused]] static void XV_VARIANT(powers_columns)(const float *restrict x, size_t n,
                                                        const float *restrict shifts,
                                                        double *restrict sums) {
  for (size_t i = 0; i < n; i++) sums[i] += (double)xv_exp(x[i] - shifts[i]);
}
#undef xv_floats
#undef xv_doubles
#undef xv_masks
