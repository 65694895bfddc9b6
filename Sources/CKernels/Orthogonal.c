#include "Variants.h"

#include "Orthogonal.h"
#include "Rows.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
  block_size = 16,  // reflections applied together: part of the law's definition

  // The rest only sets the speed.
  strip_width = 32,       // columns that a thread carries through all blocks
  chunk_rows = 64,        // rows of a strip and of a block that stay in the first cache together
  shared_size = 1 << 13,  // elements from which on a second thread is worth waking
  // Buffers are padded with zeros to whole tiles; a block that is cut gets reflections that are
  // zero. That changes no bit: fma(-0, +0, x) is x for every x; what a pad receives is not read.
  row_multiple = 16,
  column_multiple = 16,
};

static size_t round_up(size_t n, size_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

#if defined(__clang__)
#define XV_UNROLL _Pragma("unroll")
#define VECTOR_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#else
#define XV_UNROLL _Pragma("GCC unroll 16")
#define VECTOR_FMA(a, b, c)                                          \
  ({                                                                 \
    __typeof__(c) sum = (c);                                         \
    for (size_t lane = 0; lane < sizeof sum / sizeof sum[0]; lane++) \
      sum[lane] = __builtin_fmaf((a)[lane], (b)[lane], sum[lane]);   \
    sum;                                                             \
  })
#endif
// x - 0 is x, also where x is -0.
#define BROADCAST(x) ((x) - (VECTOR){0})

#define XV_LOOPS "Variants/Orthogonal.inc.h"
#include "EveryVariant.h"

typedef struct {
  float *gaussians, *matrix;
  size_t rows, columns;
  float scale;

  size_t padded_rows, blocks, strips, workers;
  float *reflections;  // the V of each block, row-major, one block after the other
  float *grams;        // V^T V of each block
  float *factors;      // 2 / (v^T v) of each reflection
  float *signs;        // the diagonal of D
  float *strip_buffers, *dot_buffers;  // one of each for each worker
  atomic_size_t next;                  // the next block, then the next strip to take
} xv_product;

// The floats of the blocks before this one: each has block_size rows less than the one before.
static size_t offset(const xv_product *p, size_t block) {
  return block_size * (block * p->padded_rows - block_size * (block * (block - 1) / 2));
}

// Turns the Gaussian vector x into the v of its reflection in place: v = x + sign(x0) |x| e1.
// Returns 2 / (v^T v), or 0 (no reflection) for a zero vector.
static float make_reflection(float *x, size_t n) {
  if (n == 1) {  // H = -1 without rounding
    x[0] = 1;
    return 2;
  }
  const float norm = (float)__builtin_sqrt(xv_sum_of_squares(x, n));
  x[0] += x[0] < 0 ? -norm : norm;
  const double squares = xv_sum_of_squares(x, n);
  return squares > 0 ? (float)(2 / squares) : 0;
}

static void prepare_block(xv_product *p, size_t block) {
  const size_t first = block * block_size, length = p->rows - first;
  const size_t count = smaller(block_size, p->columns - first);
  float *corner = p->gaussians + first * p->rows + first;
  for (size_t i = 0; i < count; i++) {
    float *x = corner + i * p->rows;
    p->signs[first + i] = x[i] < 0 ? 1 : -1;
    p->factors[first + i] = make_reflection(x + i, length - i);
    memset(x, 0, i * sizeof *x);
  }
  for (size_t i = count; i < block_size; i++) p->factors[first + i] = 0;

  float *v = p->reflections + offset(p, block);
  if (count < block_size) memset(v, 0, (p->padded_rows - first) * block_size * sizeof *v);
  memset(v + length * block_size, 0, (p->padded_rows - p->rows) * block_size * sizeof *v);
  for (size_t top = 0; top < length; top += 16)
    for (size_t i = 0; i < count; i++)
      for (size_t r = top; r < smaller(top + 16, length); r++)
        v[r * block_size + i] = corner[i * p->rows + r];
  XV_SELECT(dots)(v, v, block_size, length, p->grams + block * block_size * block_size);
}

static void apply_block(const xv_product *p, size_t block, float *strip, size_t width, float *w) {
  const size_t first = block * block_size;
  const float *v = p->reflections + offset(p, block);
  const float *gram = p->grams + block * block_size * block_size;
  float *c = strip + first * width;
  XV_SELECT(dots)(v, c, width, p->rows - first, w);
  XV_SELECT(substitute)(gram, p->factors + first, w, width);
  XV_SELECT(subtract)(v, w, width, p->padded_rows - first, c);
}

// Makes some columns of the product. Blocks after those of their own reflections leave them as they
// are: below the diagonal they are still zero, and every chain stays +0.
static void make_strip(const xv_product *p, size_t index, float *strip, float *w) {
  const size_t left = index * strip_width, filled = smaller(strip_width, p->columns - left);
  const size_t width = round_up(filled, column_multiple);
  memset(strip, 0, p->padded_rows * width * sizeof *strip);
  for (size_t j = 0; j < filled; j++) strip[(left + j) * width + j] = p->signs[left + j];
  for (size_t block = (left + filled - 1) / block_size + 1; block-- > 0;)
    apply_block(p, block, strip, width, w);
  for (size_t r = 0; r < p->rows; r++)
    for (size_t j = 0; j < filled; j++)
      p->matrix[r * p->columns + left + j] = strip[r * width + j] * p->scale;
}

static void prepare_blocks(void *context, size_t worker) {
  (void)worker;
  xv_product *p = context;
  for (;;) {  // the longest first
    const size_t block = atomic_fetch_add(&p->next, 1);
    if (block >= p->blocks) return;
    prepare_block(p, block);
  }
}

static void make_strips(void *context, size_t worker) {
  xv_product *p = context;
  float *strip = p->strip_buffers + worker * p->padded_rows * strip_width;
  float *w = p->dot_buffers + worker * block_size * strip_width;
  for (;;) {  // the longest first
    const size_t taken = atomic_fetch_add(&p->next, 1);
    if (taken >= p->strips) return;
    make_strip(p, p->strips - 1 - taken, strip, w);
  }
}

static void run(xv_product *p, xv_pool *pool, void (*body)(void *, size_t)) {
  p->next = 0;
  if (p->workers > 1)
    xv_pool_run(pool, p->workers, body, p);
  else
    body(p, 0);
}

int xv_orthogonal(float *gaussians, float *matrix, size_t rows, size_t columns, float scale,
                  xv_pool *pool) {
  if (rows == 0 || columns == 0) return 0;
  xv_product p = {
    .gaussians = gaussians, .matrix = matrix, .rows = rows, .columns = columns, .scale = scale};
  p.padded_rows = round_up(rows, row_multiple);
  p.blocks = (columns + block_size - 1) / block_size;
  p.strips = (columns + strip_width - 1) / strip_width;
  p.workers = pool && rows * columns >= shared_size
                ? smaller((size_t)xv_pool_thread_count(pool), p.blocks)
                : 1;

  // One piece of memory: every part is a multiple of a cache line.
  const struct {
    float **part;
    size_t size;
  } parts[] = {
    {&p.reflections, offset(&p, p.blocks)},
    {&p.grams, p.blocks * block_size * block_size},
    {&p.factors, p.blocks * block_size},
    {&p.signs, p.blocks * block_size},
    {&p.strip_buffers, p.workers * p.padded_rows * strip_width},
    {&p.dot_buffers, p.workers * block_size * strip_width},
  };
  enum { part_count = sizeof parts / sizeof *parts };
  size_t total = 0;
  for (int i = 0; i < part_count; i++) total += parts[i].size;
  float *memory = aligned_alloc(64, total * sizeof *memory);
  if (!memory) return -1;
  float *next_part = memory;
  for (int i = 0; i < part_count; i++) *parts[i].part = next_part, next_part += parts[i].size;
  run(&p, pool, prepare_blocks);
  run(&p, pool, make_strips);
  free(memory);
  return 0;
}
