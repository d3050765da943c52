// x86-64 with AVX2 and fused multiply-add.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) gqn_avx2_##x
#define LANES 8
#define VECTORS 2
#define ROWS 6
#include "kernels.inc"
#include "training.inc"
#include "epipolar.inc"
#pragma clang attribute pop
#endif
