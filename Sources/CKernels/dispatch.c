// Chooses among the instruction sets.
#include "CKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define DECLARE(set)                                                                              \
  void gqn_##set##_panel_product(                                                                 \
      size_t, size_t, const float *, size_t, const float *, size_t, float *);                     \
  void gqn_##set##_winograd_input(size_t, size_t, const float *, float *, size_t, size_t);        \
  void gqn_##set##_gate_update(                                                                   \
      size_t, size_t, const float *, size_t, const struct gqn_gate_constants *, float *, float *, \
      float *);                                                                                   \
  void gqn_##set##_latent_update(                                                                 \
      size_t, size_t, const float *, size_t, const float *, const float *, float *, size_t,       \
      size_t);                                                                                    \
  void gqn_##set##_apply(enum gqn_function, size_t, const float *, float *);

DECLARE(baseline)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)
#define CALL(function, ...)                                               \
  switch (gqn_instruction_set()) {                                        \
    case gqn_avx512: gqn_avx512_##function(__VA_ARGS__); break;           \
    case gqn_avx2: gqn_avx2_##function(__VA_ARGS__); break;               \
    case gqn_baseline: gqn_baseline_##function(__VA_ARGS__); break;       \
  }
#else
#define CALL(function, ...) gqn_baseline_##function(__VA_ARGS__)
#endif

static _Atomic int chosen = -1;

static enum gqn_instruction_set best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    return gqn_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return gqn_avx2;
#endif
  return gqn_baseline;
}

void gqn_set_instruction_set(enum gqn_instruction_set set) {
  enum gqn_instruction_set limit = best();
  atomic_store(&chosen, set < limit ? set : limit);
}

enum gqn_instruction_set gqn_instruction_set(void) {
  int set = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (set >= 0) return (enum gqn_instruction_set)set;
  const char *wish = getenv("GQN_INSTRUCTION_SET");
  enum gqn_instruction_set first = gqn_avx512;
  if (wish && strcmp(wish, "avx2") == 0) first = gqn_avx2;
  if (wish && strcmp(wish, "baseline") == 0) first = gqn_baseline;
  gqn_set_instruction_set(first);
  return gqn_instruction_set();
}

void gqn_panel_product(
    size_t rows, size_t depth, const float *a, size_t a_stride, const float *b, size_t b_depth,
    float *c) {
  CALL(panel_product, rows, depth, a, a_stride, b, b_depth, c);
}

void gqn_winograd_input(
    size_t h, size_t w, const float *input, float *output, size_t point_stride,
    size_t tile_stride) {
  CALL(winograd_input, h, w, input, output, point_stride, tile_stride);
}

void gqn_gate_update(
    size_t h, size_t w, const float *products, size_t point_stride,
    const struct gqn_gate_constants *constants, float *cell, float *sum, float *hidden) {
  CALL(gate_update, h, w, products, point_stride, constants, cell, sum, hidden);
}

void gqn_latent_update(
    size_t h, size_t w, const float *products, size_t point_stride, const float *bias,
    const float *noise, float *latent, size_t block_stride, size_t blocks) {
  CALL(latent_update, h, w, products, point_stride, bias, noise, latent, block_stride, blocks);
}

void gqn_apply(enum gqn_function function, size_t count, const float *x, float *out) {
  CALL(apply, function, count, x, out);
}
