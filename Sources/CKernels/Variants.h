// How one source becomes several variants, and the floating-point rules that keep their bits equal.
// Every file of this target that computes includes this header first.
#pragma once
#include "InstructionSets.h"

// No contraction of a * b + c behind our back: fused operations are written as xv_fma.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
// gcc knows no such pragma; the other two options change no value but let it vectorise.
#pragma GCC optimize("O3,fp-contract=off,no-math-errno,no-trapping-math")
#endif

#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "float arithmetic must be done in float"
#endif
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "lanes merge in little-endian order");

#define XV_INLINE static inline __attribute__((always_inline, unused))

// sqrtf sets errno and clang would not vectorise it; the elementwise builtins do not.
#if defined(__clang__)
#define xv_fma(a, b, c) __builtin_elementwise_fma((float)(a), (float)(b), (float)(c))
#define xv_sqrt(a) __builtin_elementwise_sqrt((float)(a))
#define xv_fma64(a, b, c) __builtin_elementwise_fma((double)(a), (double)(b), (double)(c))
#define xv_sqrt64(a) __builtin_elementwise_sqrt((double)(a))
#else
#define xv_fma(a, b, c) __builtin_fmaf(a, b, c)
#define xv_sqrt(a) __builtin_sqrtf(a)
#define xv_fma64(a, b, c) __builtin_fma(a, b, c)
#define xv_sqrt64(a) __builtin_sqrt(a)
#endif

#if defined(__x86_64__)
#define XV_HAS_X86_VARIANTS 1
// The variant of a kernel that runs now.
#define XV_SELECT(NAME)                                                   \
  (xv_current_instruction_set() == XV_AVX512 ? NAME##_avx512              \
   : xv_current_instruction_set() == XV_AVX2 ? NAME##_avx2                \
                                             : NAME##_portable)
#else
#define XV_HAS_X86_VARIANTS 0
#define XV_SELECT(NAME) NAME##_portable
#endif
