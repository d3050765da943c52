// x86-64 with AVX-512.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"))), apply_to = function)
#define NAME(x) gqn_avx512_##x
#define LANES 16
#define VECTORS 4
#define ROWS 6
#include "kernels.inc"
#include "training.inc"
#include "epipolar.inc"
#pragma clang attribute pop
#endif
