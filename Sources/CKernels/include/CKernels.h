// The inner loops of rendering, written once with the compiler's vector types and compiled for several
// instruction sets; the best that the processor has is chosen at the first call.
//
// Legend: h w latent grid, a tile is 4x4 of its positions, a patch the 8x8 positions that a tile's
// outputs of a 5x5 convolution depend on; a panel is 64 columns of a matrix; a block is 16 channels or columns.
// No alignment is assumed beyond that of float. Arrays of one call may not overlap unless said.
#ifndef GQN_CKERNELS_H
#define GQN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum {
  gqn_block = 16,        // channels that are worked on together
  gqn_panel = 64,        // columns of a packed panel
  gqn_tile = 4,          // outputs along a side of a tile
  gqn_patch = 8,         // inputs along a side of a patch
  gqn_points = 64,       // numbers of a transformed patch
};

enum gqn_instruction_set { gqn_baseline = 0, gqn_avx2 = 1, gqn_avx512 = 2 };

// The instruction set in use. GQN_INSTRUCTION_SET=baseline, avx2 or avx512 in the environment chooses a
// lower one than the processor has.
enum gqn_instruction_set gqn_instruction_set(void);

// Uses an instruction set from now on, or the best below it that the processor has; for tests.
void gqn_set_instruction_set(enum gqn_instruction_set set);

// c[r][0..63] = sum over k of a[r][k] * b[k][0..63], k ascending, for r in 0..<rows.
//
// Each element is one chain of multiply-adds, so that it depends on its own row and column only.
// a: rows of a_stride floats, depth used; c: rows x 64. b: four blocks of 16 columns, each
// b_depth x 16 floats, of which the first depth rows are used.
void gqn_panel_product(
    size_t rows, size_t depth, const float *a, size_t a_stride, const float *b, size_t b_depth,
    float *c);

// Transforms the patches of one block of channels: B^T d B for each tile.
//
// input: h x w x 16. output: point p of tile t goes to output[p * point_stride + t * tile_stride], 16
// floats. Tiles run by rows; beyond the grid the input counts as 0.
void gqn_winograd_input(
    size_t h, size_t w, const float *input, float *output, size_t point_stride,
    size_t tile_stride);

// Where the sum of the constant inputs is found: scene has 64 floats (i j f o of 16 channels) for each
// position, pose 64 for each pair of a row class and a column class; biases are in scene.
struct gqn_gate_constants {
  const float *scene;         // h x w x 64
  const float *pose;          // row classes x column classes x 64
  const uint8_t *row_class;   // h
  const uint8_t *column_class;  // w
  size_t column_classes;
};

// Ends a generation step for one block of channels: A^T M A for each tile and gate, plus the constants;
// then c = sigmoid(f + 1) c + sigmoid(i) tanh(j), h = tanh(c) sigmoid(o), sum += h.
//
// products: point p of tile t at products[p * point_stride + t * 64]. cell, sum: h x w x 16, replaced.
// hidden: h x w x 16, written.
void gqn_gate_update(
    size_t h, size_t w, const float *products, size_t point_stride,
    const struct gqn_gate_constants *constants, float *cell, float *sum, float *hidden);

// Draws z = mu + (softplus(s + 0.5) + 1e-8) * noise for two blocks of latent channels.
//
// products as above, its 64 columns being mu, s of the first block and mu, s of the second; or NULL,
// which counts as 0. bias: 64 floats in that order. noise, latent: for each block and position 16 floats,
// the blocks block_stride apart. blocks: 1 or 2.
void gqn_latent_update(
    size_t h, size_t w, const float *products, size_t point_stride, const float *bias,
    const float *noise, float *latent, size_t block_stride, size_t blocks);

// The element-wise functions that the above use, for tests: out[i] = f(x[i]).
enum gqn_function { gqn_exp, gqn_sigmoid, gqn_tanh, gqn_softplus };
void gqn_apply(enum gqn_function function, size_t count, const float *x, float *out);

// ---- Training
//
// Matrices lie in blocks of 16 columns: [block][row][16]. A transformed one is such a matrix for each of 64 points.

// c = a b, or c += a b, for matrices in blocks of 16 columns.
//
// a: rows x depth_blocks * 16, block k at a + k * a_block, row r of a block at 16 r. b: depth_blocks * 16 rows of
// up to four column_blocks, which lie b_block apart. c: element (r, column) at r * c_row + column / 16 * c_block +
// column % 16. Each element is one chain of multiply-adds, k ascending.
void gqn_blocked_product(
    size_t rows, size_t depth_blocks, size_t column_blocks, const float *a, size_t a_block,
    const float *b, size_t b_block, float *c, size_t c_row, size_t c_block, int accumulate);

// c += a^T b: of 16 columns of a and up to four column_blocks of b, over the rows of both.
//
// a: row r at 16 r. b: row r of a block at 16 r, blocks b_block apart. c: 16 rows, c_row apart.
void gqn_blocked_outer(
    size_t rows, size_t column_blocks, const float *a, const float *b, size_t b_block,
    float *c, size_t c_row);

// Transforms 16 x 16 channels of a kernel, G w G^T, and stores it as it is and transposed.
//
// side: 1 (no transform, one point), 3 (as a 5x5 kernel with zeros around it) or 5. kernel: rows x columns channels
// (both up to 16) of each tap, rows row_stride apart, taps tap_stride apart. u: 16 x 16 [in][out] of each
// point, points u_point apart; transposed: 16 x 16 [out][in].
void gqn_kernel_forward(
    size_t side, size_t rows, size_t columns, const float *kernel, size_t row_stride, size_t
    tap_stride, float *u, size_t u_point, float *transposed, size_t transposed_point);

// The adjoint of gqn_kernel_forward: adds G^T u G to the gradient of rows x columns channels of a kernel.
//
// u: row r of a point at u_point * point + u_row * r, 16 floats.
void gqn_kernel_backward(
    size_t side, size_t rows, size_t columns, const float *u, size_t u_point, size_t u_row,
    float *gradient, size_t row_stride, size_t tap_stride);

// Ends a convolution for 16 channels: A^T M A for each tile, plus a bias (or NULL), plus what is there if asked to
// accumulate; what is negative becomes 0 if asked to rectify.
//
// products: point p of tile t at p * point_stride + t * tile_stride. output: positions position_stride apart.
void gqn_winograd_output(
    size_t h, size_t w, const float *products, size_t point_stride, size_t tile_stride,
    const float *bias, int accumulate, int rectify, float *output, size_t position_stride);

// The adjoint of A^T M A for 16 channels: A dY A^T for each tile.
//
// gradient: positions position_stride apart. output: point p of tile t at p * point_stride + t * 16.
void gqn_winograd_output_adjoint(
    size_t h, size_t w, const float *gradient, size_t position_stride, float *output, size_t
    point_stride);

// The adjoint of gqn_winograd_input: B dV B^T for each tile, added where patches overlap, plus base (or NULL).
//
// base may be the output. output: h x w x 16.
void gqn_winograd_input_adjoint(
    size_t h, size_t w, const float *products, size_t point_stride, size_t tile_stride,
    const float *base, float *output);

// gqn_gate_update for training: what backward needs is kept.
//
// constants, gates: h x w x 64, the latter receives i, j, f, o after their functions. cell_before: or NULL for
// zeros. sum: sum_before (or NULL for zeros) plus hidden; or NULL.
void gqn_gates_forward(
    size_t h, size_t w, const float *products, size_t point_stride, const float *constants,
    const float *cell_before, float *gates, float *cell, float *hidden, const float
    *sum_before, float *sum);

// Gradients of the gates of 16 channels of a step, transformed (A dY A^T) for what comes before them.
//
// gates, cell: as gqn_gates_forward left them. hidden_gradient and sum_gradient are added, each may be NULL.
// cell_gradient: in, of cell; out, of cell_before. constants_gradient: is added to. With first both count as 0
// before. output: gate g, point p, tile t at g * block_stride + p * point_stride + t * 16.
void gqn_gates_backward(
    size_t h, size_t w, const float *gates, const float *cell_before, const float *cell,
    const float *hidden_gradient, const float *sum_gradient, float *cell_gradient, int
    first, float *constants_gradient, float *output, size_t point_stride, size_t
    block_stride);

// z = mu + sigma * noise, sigma = softplus(s + 0.5) + 1e-8, for count positions of 16 channels.
void gqn_latent_forward(
    size_t count, const float *mu, const float *s, const float *noise, float *latent);

// Adds KL(q || p) of count positions of 16 channels to a sum. mu_p_step: from one position of p to the next, 16; 0
// where all have the same.
void gqn_divergence_forward(
    size_t count, const float *mu_q, const float *s_q, const float *mu_p, const float *s_p,
    size_t mu_p_step, double *sum);

// The gradients of weight * KL(q || p); written, not added.
void gqn_divergence_backward(
    size_t count, const float *mu_q, const float *s_q, const float *mu_p, const float *s_p,
    size_t mu_p_step, float weight, float *d_mu_q, float *d_s_q, float *d_mu_p, float *d_s_p);

// Adds the gradient of mu and s through z = mu + sigma * noise.
void gqn_latent_backward(
    size_t count, const float *s, const float *noise, const float *gradient, float *d_mu,
    float *d_s);

// Adds 16 channels of count positions, stride apart, to 16 sums.
void gqn_block_sum(
    size_t count, const float *values, size_t stride, double *sums);

// Adds 16 numbers to each of count positions; what is negative becomes 0 if asked to rectify.
void gqn_add_bias(
    size_t count, const float *bias, int rectify, float *values);

// sum = a + b for count positions of 16 channels; any two may be the same.
void gqn_add(
    size_t count, const float *a, const float *b, float *sum);

// The gradient where rectifying left a positive number, else 0; gradient and result may be the same.
void gqn_rectify_backward(
    size_t count, const float *rectified, const float *gradient, float *result);

// One step of Adam for count weights.
struct gqn_adam {
  float learning_rate;  // corrected for the step
  float first_rate;     // 1 - beta1
  float second_rate;    // 1 - beta2
  float epsilon;
  float scale;          // of the gradients
};
void gqn_adam_update(
    size_t count, const struct gqn_adam *adam, const float *gradients, float *weights, float
    *first, float *second);

#include "epipolar.h"
#include "subnormals.h"

#endif
