// Any processor: SSE2 on x86-64, NEON on arm64.
#define NAME(x) gqn_baseline_##x
#define LANES 4
#define VECTORS 2
#define ROWS 4
#include "kernels.inc"
#include "training.inc"
#include "epipolar.inc"
