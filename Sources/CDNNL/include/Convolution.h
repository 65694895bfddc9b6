// Convolutions over one to three axes, and the gradient with respect to their input, which is also the
// transposed convolution. Values lie channels-last: image, position, channel. The work is cut into pieces
// that depend on the shape alone, so that no bit depends on how many threads take them.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// What is computed.
typedef enum {
  /// The output from the input.
  XV_CONVOLUTION_OUTPUT,
  /// The gradient with respect to the input from that with respect to the output: what a transposed
  /// convolution gives for its input.
  XV_CONVOLUTION_INPUT_GRADIENT,
  /// The gradient with respect to the weights; see WeightGradient.h.
  XV_CONVOLUTION_WEIGHT_GRADIENT,
} xv_convolution_task;

/// A convolution. Of the arrays the first `axes` elements count. The padding behind each axis follows
/// from `output`.
typedef struct {
  int64_t axes;             ///< 1, 2 or 3
  int64_t batch;            ///< images
  int64_t groups;           ///< divides both channel counts
  int64_t input_channels;   ///< of all groups together
  int64_t output_channels;  ///< of all groups together
  int64_t input[3];         ///< lengths of the input's axes
  int64_t output[3];        ///< lengths of the output's axes
  int64_t kernel[3];        ///< lengths of the kernel's axes
  int64_t strides[3];
  int64_t dilations[3];  ///< 1 where neighbours touch
  int64_t before[3];     ///< padding before each axis
} xv_convolution_shape;

/// A convolution made ready for a shape.
typedef struct xv_convolution xv_convolution;

/// Makes the output or the input's gradient ready; it adds a bias when `has_bias` is not 0, which gradients cannot.
/// Returns 0, or oneDNN's status and NULL: 2 for a shape that makes no sense, 3 for one that oneDNN
/// does not know.
int xv_convolution_create(xv_convolution **convolution, const xv_convolution_shape *shape,
                          xv_convolution_task task, int has_bias);
void xv_convolution_destroy(xv_convolution *convolution);

/// The name of oneDNN's implementation, for reports; it lives as long as the convolution.
const char *xv_convolution_implementation(const xv_convolution *convolution);

/// The bytes of the weights as xv_convolution_pack writes them; give them an address that is a multiple
/// of 64.
size_t xv_convolution_packed_bytes(const xv_convolution *convolution);

/// Rearranges weights from the order output channel, input channel of the group, kernel axes.
int xv_convolution_pack(const xv_convolution *convolution, const float *weights, void *packed);

/// The number of pieces of work.
size_t xv_convolution_pieces(const xv_convolution *convolution);

/// Computes one piece in the calling thread, from whole arrays into whole arrays; pieces may run in
/// several threads at once. `bias` is read only if the convolution has one. Returns 0 or a status; 1 is
/// lack of memory.
int xv_convolution_run(const xv_convolution *convolution, size_t piece, const float *from,
                       const void *packed, const float *bias, float *to);
