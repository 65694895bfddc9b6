#define XV_MAP_LOOPS(NAME)                                                                      \
  static void XV_VARIANT(NAME##_forward)(const float *restrict x, float *restrict y, size_t n,  \
                                         float a, float b) {                                    \
    for (size_t i = 0; i < n; i++) y[i] = xv_map_##NAME(x[i], a, b);                            \
  }                                                                                             \
  static void XV_VARIANT(NAME##_backward)(const float *restrict x, const float *restrict dy,    \
                                          float *restrict dx, size_t n, float a, float b) {     \
    for (size_t i = 0; i < n; i++) dx[i] = dy[i] * xv_map_##NAME##_slope(x[i], a, b);           \
  }

XV_MAP_LOOPS(celu)
XV_MAP_LOOPS(scaled_elu)
XV_MAP_LOOPS(hard_sigmoid)
XV_MAP_LOOPS(hard_swish)
XV_MAP_LOOPS(mish)
XV_MAP_LOOPS(thresholded_relu)
XV_MAP_LOOPS(shrink)
XV_MAP_LOOPS(swish)
XV_MAP_LOOPS(erf)
XV_MAP_LOOPS(clip)
XV_MAP_LOOPS(abs)
XV_MAP_LOOPS(exp)
XV_MAP_LOOPS(log)
XV_MAP_LOOPS(sqrt)
XV_MAP_LOOPS(reciprocal)
XV_MAP_LOOPS(negate)
XV_MAP_LOOPS(floor)
XV_MAP_LOOPS(ceil)
XV_MAP_LOOPS(round)
XV_MAP_LOOPS(sign)
#undef XV_MAP_LOOPS

// y[i] = factor[i] sin(x[i] + more quadrants), or without factors. Large angles are rare: they are
// computed wrongly first and then again, so that the first loop vectorises.
static void XV_VARIANT(sines)(const float *restrict x, const float *restrict factor,
                              float *restrict y, size_t n, uint32_t more) {
  uint32_t any_large = 0;
  for (size_t i = 0; i < n; i++) {
    y[i] = xv_sine_of_angle(xv_reduced_angle(x[i]), more);
    any_large |= xv_abs(x[i]) >= XV_LARGE_ANGLE;
  }
  if (any_large)
    for (size_t i = 0; i < n; i++)
      if (xv_abs(x[i]) >= XV_LARGE_ANGLE && xv_abs(x[i]) < __builtin_inff())
        y[i] = xv_sine_of_angle(xv_reduced_large_angle(x[i]), more);
  if (factor)
    for (size_t i = 0; i < n; i++) y[i] *= factor[i];
}
