// Elementwise functions and their derivatives, and softmax over rows.
//
// forward:  y[i] = f(x[i]).   backward: dx[i] = dy[i] f'(x[i]), given both x and y = f(x).
// x and y do not overlap, dy and dx do not overlap.
#pragma once
#include <stddef.h>

#define XV_DECLARE_ACTIVATION(NAME)                                                                   \
  void xv_##NAME##_forward(const float *x, float *y, size_t n);                                       \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx, size_t n);

#define XV_DECLARE_ACTIVATION_1(NAME)                                                                 \
  void xv_##NAME##_forward(const float *x, float *y, size_t n, float attribute);                      \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx, size_t n,     \
                            float attribute);

XV_DECLARE_ACTIVATION(identity)
XV_DECLARE_ACTIVATION(relu)            // max(x, 0); slope 0 at 0; NaN stays NaN
XV_DECLARE_ACTIVATION_1(leaky_relu)    // x for x > 0, else attribute * x
XV_DECLARE_ACTIVATION_1(elu)           // x for x > 0, else attribute * (exp(x) - 1)
XV_DECLARE_ACTIVATION(selu)            // lambda (x or alpha (exp(x) - 1)), Klambauer et al. 2017
XV_DECLARE_ACTIVATION(gelu)            // x Phi(x), Phi by erf
XV_DECLARE_ACTIVATION(gelu_tanh)       // 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
XV_DECLARE_ACTIVATION(silu)            // x sigmoid(x)
XV_DECLARE_ACTIVATION(softplus)        // log(1 + exp(x))
XV_DECLARE_ACTIVATION(softsign)        // x / (1 + |x|)
XV_DECLARE_ACTIVATION(tanh)
XV_DECLARE_ACTIVATION(sigmoid)         // 1 / (1 + exp(-x))

/// Softmax of each row, shifted by the row's maximum.
void xv_softmax_forward(const float *x, float *y, size_t rows, size_t columns);

/// dx = y (dy - sum_j dy_j y_j), row by row.
void xv_softmax_backward(const float *y, const float *dy, float *dx, size_t rows, size_t columns);
