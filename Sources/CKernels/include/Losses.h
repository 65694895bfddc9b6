// Losses: the sum over rows is returned in double, the gradient of the *mean* over rows is written.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Cross-entropy of softmax(logits) against class labels, in nats: sum over rows of logsumexp(z) - z[label].
/// gradient[r, c] = (softmax(z)[c] - (c == label)) / rows. `gradient` may be NULL.
/// Labels must lie in 0 ..< columns.
double xv_softmax_cross_entropy(const float *logits, const int32_t *labels, size_t rows, size_t columns,
                                float *gradient);

/// The number of rows whose largest entry (the first one of equals) is at the label.
/// A row that holds a NaN counts as wrong.
size_t xv_count_correct(const float *scores, const int32_t *labels, size_t rows, size_t columns);
