// Chooses among the instruction sets.
#include "dispatch.h"

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
  void gqn_##set##_apply(enum gqn_function, size_t, const float *, float *);                      \
  void gqn_##set##_blocked_product(size_t, size_t, size_t, const float *, size_t, const           \
      float *, size_t, float *, size_t, size_t, int);                                             \
  void gqn_##set##_blocked_outer(size_t, size_t, const float *, const float *, size_t,            \
      float *, size_t);                                                                           \
  void gqn_##set##_kernel_forward(size_t, size_t, size_t, const float *, size_t, size_t,          \
      float *, size_t, float *, size_t);                                                          \
  void gqn_##set##_kernel_backward(size_t, size_t, size_t, const float *, size_t,                 \
      size_t, float *, size_t, size_t);                                                           \
  void gqn_##set##_winograd_output(size_t, size_t, const float *, size_t, size_t, const           \
      float *, int, int, float *, size_t);                                                        \
  void gqn_##set##_winograd_output_adjoint(size_t, size_t, const float *, size_t, float           \
      *, size_t);                                                                                 \
  void gqn_##set##_winograd_input_adjoint(size_t, size_t, const float *, size_t, size_t,          \
      const float *, float *);                                                                    \
  void gqn_##set##_gates_forward(size_t, size_t, const float *, size_t, const float *,            \
      const float *, float *, float *, float *, const float *, float *);                          \
  void gqn_##set##_gates_backward(size_t, size_t, const float *, const float *, const             \
      float *, const float *, const float *, float *, int, float *, float *, size_t,              \
      size_t);                                                                                    \
  void gqn_##set##_latent_forward(size_t, const float *, const float *, const float *,            \
      float *);                                                                                   \
  void gqn_##set##_divergence_forward(size_t, const float *, const float *, const float           \
      *, const float *, size_t, double *);                                                        \
  void gqn_##set##_divergence_backward(size_t, const float *, const float *, const float          \
      *, const float *, size_t, float, float *, float *, float *, float *);                       \
  void gqn_##set##_latent_backward(size_t, const float *, const float *, const float *,           \
      float *, float *);                                                                          \
  void gqn_##set##_block_sum(size_t, const float *, size_t, double *);                            \
  void gqn_##set##_add_bias(size_t, const float *, int, float *);                                 \
  void gqn_##set##_add(size_t, const float *, const float *, float *);                            \
  void gqn_##set##_rectify_backward(size_t, const float *, const float *, float *);               \
  void gqn_##set##_adam_update(size_t, const struct gqn_adam *, const float *, float *,           \
      float *, float *);

DECLARE(baseline)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)
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

void gqn_blocked_product(
    size_t rows, size_t depth_blocks, size_t column_blocks, const float *a, size_t a_block,
    const float *b, size_t b_block, float *c, size_t c_row, size_t c_block, int accumulate) {
  CALL(blocked_product, rows, depth_blocks, column_blocks, a, a_block, b, b_block, c, c_row,
      c_block, accumulate);
}

void gqn_blocked_outer(
    size_t rows, size_t column_blocks, const float *a, const float *b, size_t b_block,
    float *c, size_t c_row) {
  CALL(blocked_outer, rows, column_blocks, a, b, b_block, c, c_row);
}

void gqn_kernel_forward(
    size_t side, size_t rows, size_t columns, const float *kernel, size_t row_stride, size_t
    tap_stride, float *u, size_t u_point, float *transposed, size_t transposed_point) {
  CALL(kernel_forward, side, rows, columns, kernel, row_stride, tap_stride, u, u_point,
      transposed, transposed_point);
}

void gqn_kernel_backward(
    size_t side, size_t rows, size_t columns, const float *u, size_t u_point, size_t u_row,
    float *gradient, size_t row_stride, size_t tap_stride) {
  CALL(kernel_backward, side, rows, columns, u, u_point, u_row, gradient, row_stride,
      tap_stride);
}

void gqn_winograd_output(
    size_t h, size_t w, const float *products, size_t point_stride, size_t tile_stride,
    const float *bias, int accumulate, int rectify, float *output, size_t position_stride) {
  CALL(winograd_output, h, w, products, point_stride, tile_stride, bias, accumulate, rectify,
      output, position_stride);
}

void gqn_winograd_output_adjoint(
    size_t h, size_t w, const float *gradient, size_t position_stride, float *output, size_t
    point_stride) {
  CALL(winograd_output_adjoint, h, w, gradient, position_stride, output, point_stride);
}

void gqn_winograd_input_adjoint(
    size_t h, size_t w, const float *products, size_t point_stride, size_t tile_stride,
    const float *base, float *output) {
  CALL(winograd_input_adjoint, h, w, products, point_stride, tile_stride, base, output);
}

void gqn_gates_forward(
    size_t h, size_t w, const float *products, size_t point_stride, const float *constants,
    const float *cell_before, float *gates, float *cell, float *hidden, const float
    *sum_before, float *sum) {
  CALL(gates_forward, h, w, products, point_stride, constants, cell_before, gates, cell, hidden,
      sum_before, sum);
}

void gqn_gates_backward(
    size_t h, size_t w, const float *gates, const float *cell_before, const float *cell,
    const float *hidden_gradient, const float *sum_gradient, float *cell_gradient, int
    first, float *constants_gradient, float *output, size_t point_stride, size_t
    block_stride) {
  CALL(gates_backward, h, w, gates, cell_before, cell, hidden_gradient, sum_gradient,
      cell_gradient, first, constants_gradient, output, point_stride, block_stride);
}

void gqn_latent_forward(
    size_t count, const float *mu, const float *s, const float *noise, float *latent) {
  CALL(latent_forward, count, mu, s, noise, latent);
}

void gqn_divergence_forward(
    size_t count, const float *mu_q, const float *s_q, const float *mu_p, const float *s_p,
    size_t mu_p_step, double *sum) {
  CALL(divergence_forward, count, mu_q, s_q, mu_p, s_p, mu_p_step, sum);
}

void gqn_divergence_backward(
    size_t count, const float *mu_q, const float *s_q, const float *mu_p, const float *s_p,
    size_t mu_p_step, float weight, float *d_mu_q, float *d_s_q, float *d_mu_p, float *d_s_p) {
  CALL(divergence_backward, count, mu_q, s_q, mu_p, s_p, mu_p_step, weight, d_mu_q, d_s_q,
      d_mu_p, d_s_p);
}

void gqn_latent_backward(
    size_t count, const float *s, const float *noise, const float *gradient, float *d_mu,
    float *d_s) {
  CALL(latent_backward, count, s, noise, gradient, d_mu, d_s);
}

void gqn_block_sum(
    size_t count, const float *values, size_t stride, double *sums) {
  CALL(block_sum, count, values, stride, sums);
}

void gqn_add_bias(
    size_t count, const float *bias, int rectify, float *values) {
  CALL(add_bias, count, bias, rectify, values);
}

void gqn_add(
    size_t count, const float *a, const float *b, float *sum) {
  CALL(add, count, a, b, sum);
}

void gqn_rectify_backward(
    size_t count, const float *rectified, const float *gradient, float *result) {
  CALL(rectify_backward, count, rectified, gradient, result);
}

void gqn_adam_update(
    size_t count, const struct gqn_adam *adam, const float *gradients, float *weights, float
    *first, float *second) {
  CALL(adam_update, count, adam, gradients, weights, first, second);
}
