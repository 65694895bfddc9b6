#define ROUND(NAME, TYPE, FORMAT)                                                             \
  static void XV_VARIANT(round_##NAME)(const float *x, size_t n, TYPE *out) {                 \
    for (size_t i = 0; i < n; i++) out[i] = (TYPE)xv_rounded_to(FORMAT, x[i]);                \
  }                                                                                           \
  static void XV_VARIANT(round_double_##NAME)(const double *x, size_t n, TYPE *out) {         \
    for (size_t i = 0; i < n; i++)                                                            \
      out[i] = (TYPE)xv_rounded_to(FORMAT, xv_rounded_to_odd(x[i]));                          \
  }
ROUND(float16, uint16_t, xv_float16_format)
ROUND(bfloat16, uint16_t, xv_bfloat16_format)
ROUND(float8_e4m3, uint8_t, xv_float8_e4m3_format)
ROUND(float8_e5m2, uint8_t, xv_float8_e5m2_format)
#undef ROUND

static void XV_VARIANT(round_double_float32)(const double *x, size_t n, float *out) {
  for (size_t i = 0; i < n; i++) out[i] = (float)x[i];
}

static void XV_VARIANT(widen_float32)(const float *x, size_t n, double *out) {
  for (size_t i = 0; i < n; i++) out[i] = x[i];
}
