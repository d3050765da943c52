// Whether the calling thread's arithmetic keeps subnormal numbers or takes them for 0.
#ifndef GQN_SUBNORMALS_H
#define GQN_SUBNORMALS_H

#include <stdint.h>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

// The control word before: MXCSR on x86 (Intel SDM vol. 1, 10.2.3), FPCR on arm64, 0 elsewhere.
//
// From now on the thread's operands and results below FLT_MIN are 0: FTZ and DAZ, or FZ.
static inline uint64_t gqn_flush_subnormals(void) {
#if defined(__SSE__)
  unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  return before;
#elif defined(__aarch64__)
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (1u << 24)) : "memory");
  return before;
#else
  return 0;
#endif
}

// Puts the control word back that gqn_flush_subnormals returned.
static inline void gqn_restore_subnormals(uint64_t before) {
#if defined(__SSE__)
  _mm_setcsr((unsigned)before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before) : "memory");
#else
  (void)before;
#endif
}

#endif
