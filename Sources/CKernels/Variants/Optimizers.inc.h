static void XV_VARIANT(sgd)(float *restrict w, const float *restrict g, size_t n, float rate,
                            float decay) {
  for (size_t i = 0; i < n; i++) w[i] = xv_fma(-rate, xv_fma(decay, w[i], g[i]), w[i]);
}

static void XV_VARIANT(momentum)(float *restrict w, const float *restrict g, float *restrict m,
                                 size_t n, float rate, float momentum, float decay) {
  for (size_t i = 0; i < n; i++) {
    float slope = xv_fma(decay, w[i], g[i]);
    m[i] = xv_fma(momentum, m[i], slope);
    w[i] = xv_fma(-rate, m[i], w[i]);
  }
}

static void XV_VARIANT(nesterov)(float *restrict w, const float *restrict g, float *restrict m,
                                 size_t n, float rate, float momentum, float decay) {
  for (size_t i = 0; i < n; i++) {
    float slope = xv_fma(decay, w[i], g[i]);
    m[i] = xv_fma(momentum, m[i], slope);
    w[i] = xv_fma(-rate, xv_fma(momentum, m[i], slope), w[i]);
  }
}

static void XV_VARIANT(adam)(float *restrict w, const float *restrict g, float *restrict m,
                             float *restrict v, size_t n, float step, float beta1, float beta2,
                             float one_minus_beta1, float one_minus_beta2, float inverse_root,
                             float epsilon, float decay, float rate_times_decay) {
  for (size_t i = 0; i < n; i++) {
    float slope = xv_fma(decay, w[i], g[i]);
    m[i] = xv_fma(beta1, m[i], one_minus_beta1 * slope);
    v[i] = xv_fma(beta2, v[i], one_minus_beta2 * slope * slope);
    float direction = m[i] / xv_fma(xv_sqrt(v[i]), inverse_root, epsilon);
    w[i] = xv_fma(-step, direction, xv_fma(-rate_times_decay, w[i], w[i]));
  }
}

static void XV_VARIANT(adagrad)(float *restrict w, const float *restrict g, float *restrict v,
                                size_t n, float rate, float epsilon, float decay) {
  for (size_t i = 0; i < n; i++) {
    float slope = xv_fma(decay, w[i], g[i]);
    v[i] = xv_fma(slope, slope, v[i]);
    w[i] = xv_fma(-rate, slope / (xv_sqrt(v[i]) + epsilon), w[i]);
  }
}
