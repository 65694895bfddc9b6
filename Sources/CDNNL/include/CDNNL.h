// The one place that speaks to oneDNN, versions 2 and 3. Everything computes in the calling thread alone;
// whoever calls shares the work among threads.
#pragma once

#include "Convolution.h"
#include "MatrixProduct.h"
#include "WeightGradient.h"
