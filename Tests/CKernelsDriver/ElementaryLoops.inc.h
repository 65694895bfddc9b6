#define ELEMENTARY_LOOP(NAME, VALUE)                                               \
  static void XV_VARIANT(NAME)(const float *restrict input, float *restrict y, size_t n) { \
    for (size_t i = 0; i < n; i++) {                                               \
      float x = input[i];                                                          \
      y[i] = VALUE;                                                                \
    }                                                                              \
  }

XV_INLINE float XV_VARIANT(sine)(float t) {
  float sine, cosine;
  xv_sincos_pi(t, &sine, &cosine);
  return sine;
}

XV_INLINE float XV_VARIANT(cosine)(float t) {
  float sine, cosine;
  xv_sincos_pi(t, &sine, &cosine);
  return cosine;
}

ELEMENTARY_LOOP(exp, xv_exp(x))
ELEMENTARY_LOOP(expm1, xv_expm1(x))
ELEMENTARY_LOOP(log, xv_log_of_normal(x))
ELEMENTARY_LOOP(log1p, xv_log1p_of_unit(x))
ELEMENTARY_LOOP(sin_pi, XV_VARIANT(sine)(x))
ELEMENTARY_LOOP(cos_pi, XV_VARIANT(cosine)(x))
ELEMENTARY_LOOP(quantile, xv_centered_quantile(x))
#undef ELEMENTARY_LOOP
