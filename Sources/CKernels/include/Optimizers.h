// One elementwise update a function: w is overwritten by its next value, g is only read.
#pragma once
#include <stddef.h>

/// w -= rate (g + decay w)
void xv_sgd(float *w, const float *g, size_t n, float rate, float decay);

/// m = momentum m + (g + decay w);  w -= rate m, or rate (g + decay w + momentum m) when nesterov is not 0
void xv_momentum(float *w, const float *g, float *m, size_t n, float rate, float momentum, int nesterov,
                 float decay);

/// Kingma & Ba 2015, algorithm 1, and with decoupled decay Loshchilov & Hutter 2019:
///   g = g + decay w,   m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2,
///   w = (1 - rate decay) w - step m / (sqrt(v) inverse_root + epsilon)
/// with step = rate / (1 - beta1^t), inverse_root = 1 / sqrt(1 - beta2^t), computed by the caller in double,
/// as are 1 - beta1 and 1 - beta2: 1 - 0.999f is off by 5e-5 of itself.
void xv_adam(float *w, const float *g, float *m, float *v, size_t n, float step, float beta1, float beta2,
             float one_minus_beta1, float one_minus_beta2, float inverse_root, float epsilon, float decay,
             float rate_times_decay);

/// Duchi, Hazan & Singer 2011:
///   v = v + (g + decay w)^2,   w -= rate (g + decay w) / (sqrt(v) + epsilon)
void xv_adagrad(float *w, const float *g, float *v, size_t n, float rate, float epsilon, float decay);
