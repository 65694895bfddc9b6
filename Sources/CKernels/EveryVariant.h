// Includes the file XV_LOOPS once for each instruction set. Inside it XV_VARIANT(name) is the name
// with the set's suffix and XV_VECTOR_BYTES a good width for explicit vectors.
#define XV_VARIANT(NAME) NAME##_portable
#define XV_VECTOR_BYTES 32
#include XV_LOOPS
#undef XV_VARIANT
#undef XV_VECTOR_BYTES

#if XV_HAS_X86_VARIANTS

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#define XV_VARIANT(NAME) NAME##_avx2
#define XV_VECTOR_BYTES 32
#include XV_LOOPS
#undef XV_VARIANT
#undef XV_VECTOR_BYTES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#if defined(__clang__)
#pragma clang attribute push(                                                             \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,prefer-vector-width=512")
#endif
#define XV_VARIANT(NAME) NAME##_avx512
#define XV_VECTOR_BYTES 64
#include XV_LOOPS
#undef XV_VARIANT
#undef XV_VECTOR_BYTES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
#undef XV_LOOPS
