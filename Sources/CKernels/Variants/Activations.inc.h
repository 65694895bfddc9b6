#define XV_ACTIVATION_LOOPS(NAME)                                                              \
  static void XV_VARIANT(NAME##_forward)(const float *restrict x, float *restrict y, size_t n, \
                                         float attribute) {                                    \
    for (size_t i = 0; i < n; i++) y[i] = xv_##NAME(x[i], attribute);                          \
  }                                                                                            \
  static void XV_VARIANT(NAME##_backward)(const float *restrict x, const float *restrict dy,   \
                                          float *restrict dx, size_t n, float attribute) {     \
    for (size_t i = 0; i < n; i++) dx[i] = dy[i] * xv_##NAME##_slope(x[i], attribute);         \
  }

XV_ACTIVATION_LOOPS(identity)
XV_ACTIVATION_LOOPS(relu)
XV_ACTIVATION_LOOPS(leaky_relu)
XV_ACTIVATION_LOOPS(elu)
XV_ACTIVATION_LOOPS(selu)
XV_ACTIVATION_LOOPS(gelu)
XV_ACTIVATION_LOOPS(gelu_tanh)
XV_ACTIVATION_LOOPS(silu)
XV_ACTIVATION_LOOPS(softplus)
XV_ACTIVATION_LOOPS(softsign)
XV_ACTIVATION_LOOPS(hyperbolic_tangent)
XV_ACTIVATION_LOOPS(sigmoid)
#undef XV_ACTIVATION_LOOPS
