// CALL runs a kernel's form for the instruction set in use; each file that dispatches declares its own.
#include "CKernels.h"

#if defined(__x86_64__)
#define CALL(function, ...)                                               \
  switch (gqn_instruction_set()) {                                        \
    case gqn_avx512: gqn_avx512_##function(__VA_ARGS__); break;           \
    case gqn_avx2: gqn_avx2_##function(__VA_ARGS__); break;               \
    case gqn_baseline: gqn_baseline_##function(__VA_ARGS__); break;       \
  }
#else
#define CALL(function, ...) gqn_baseline_##function(__VA_ARGS__)
#endif
