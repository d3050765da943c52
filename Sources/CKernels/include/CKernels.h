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

#endif
