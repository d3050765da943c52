// The inner loops of the epipolar representation; part of CKernels.h, whose conventions hold.
#ifndef GQN_EPIPOLAR_H
#define GQN_EPIPOLAR_H

#include <stddef.h>

enum {
  gqn_camera = 12,         // floats of a view's camera
  gqn_tap_floats = 144,    // floats that a view needs in the scratch memory of a call
  gqn_colour_inputs = 8,   // what the colour path knows of a point
  gqn_colour_weights = 14, // floats of a hidden channel of the colour path
  gqn_colour_kept = 5,     // what is kept of each view at a point
};

// The rays of a query camera, through the middles of squares of side pixels of its picture of height x width, and
// the views whose pictures have the same size.
//
// The point of the ray through (x, y), counted from the picture's middle in pixels, at a depth lies at
//   start + depth (middle + x across + y down)
// of a view: to the right and down in units by which a point at distance 1 moves one pixel, and along its looking
// direction. cameras: start, middle, across, down of each view, 3 floats each.
struct gqn_rays {
  size_t rows, columns, side;
  size_t height, width;
  size_t views, depths;
  const float *cameras;      // views x 12
  const float *depth;        // depths
  const float *depth_share;  // depths: a number of a point's that stands for its depth
  float pixel_side;          // of a pixel at distance 1
  const float *world;        // 12 floats that give the points' positions as those of a camera do, or NULL
};

// A map of each view, of elements of side pixels: element (row, column) of a view at view * view + (row * width +
// column) * element. element is a multiple of 16 and at least channels; what lies behind them is not used.
struct gqn_maps {
  const float *values;
  size_t view, element;
  size_t height, width, side, channels;
};

// What the views show at the points of some rows of rays: for each point the means of all channels, the variances,
// the share of views and that of the depth, and if there is a world the point's position in it: 2 channels + 2, or 5,
// floats. The first row's points come first.
//
// scratch: views * gqn_tap_floats floats.
void gqn_point_statistics(
    const struct gqn_rays *rays, const struct gqn_maps *maps, size_t first_row, size_t row_count,
    void *scratch, float *points);

// Adds the gradients of the maps' first gradient_channels (rounded up to 16) by those of the points of some rows.
//
// gradients: of each point's means and variances, 2 channels floats; its other numbers are given.
// map_gradients: element (row, column) of a view at view * gradient_view + row * gradient_row + column *
// gradient_element, which is a multiple of 16.
void gqn_point_statistics_backward(
    const struct gqn_rays *rays, const struct gqn_maps *maps, const float *points,
    const float *gradients, size_t first_row, size_t row_count, void *scratch,
    size_t gradient_channels, float *map_gradients, size_t gradient_view, size_t gradient_row,
    size_t gradient_element);

// What is made of a ray: D depths, of each of which there are a score, P values and Q channels.
struct gqn_depths {
  size_t D, P, Q;
  size_t ray;  // floats of a ray's results, at least P + D Q
};

// A softmax over the depths of each ray. outputs: a score, P values and Q channels of each depth; shares: D of each
// ray; results: the values by their shares, and the Q channels of all depths side by side.
void gqn_ray_attention(
    const struct gqn_depths *sizes, size_t rays, const float *outputs, float *shares,
    float *results);

// The gradients of outputs by those of results; those of the scores by score_gradients (or NULL) are added.
void gqn_ray_attention_backward(
    const struct gqn_depths *sizes, size_t rays, const float *outputs, const float *shares,
    const float *gradients, const float *score_gradients, float *output_gradients);

// Where the rays of some rows go in the world, which there is: 3 floats of length 1, behind the others of each ray's
// results.
void gqn_ray_directions(
    const struct gqn_rays *rays, const struct gqn_depths *sizes, size_t first_row,
    size_t row_count, float *results);

// Sets each of some rows to a bias; makes what is negative 0; makes a gradient 0 where nothing positive was left.
void gqn_fill_rows(size_t rows, size_t columns, const float *bias, float *out);
void gqn_rectify(size_t count, float *values);
void gqn_rectify_gradient(size_t count, const float *rectified, float *gradient);

// Adds some rows, stride apart, to a row of sums.
void gqn_add_rows(
    size_t rows, size_t columns, const float *values, size_t stride, float *sums);

// A convolution of a picture that has its border of zeros around it.
//
// Output (row, column) is the sum over kernel_rows and kernel_runs of the product of run floats, from row * input_down +
// column * input_step + kernel row * input_row + kernel run * input_run on, with run x output_channels weights: a row of a
// kernel is one run, or, of a dilated one, a run a tap. output_channels is a multiple of 16.
struct gqn_convolution {
  size_t rows, columns;
  size_t kernel_rows, kernel_runs, run;
  size_t input_row, input_run, input_step, input_down;
  size_t output_channels;
  size_t output_row, output_step;
};

// What becomes of the sums: they replace the outputs; they do where they are not negative, and 0 elsewhere; they are added
// to the outputs.
enum { gqn_convolve_replace, gqn_convolve_rectify, gqn_convolve_add };

// weights: kernel_rows x kernel_runs x run x output_channels.
void gqn_convolve(
    const struct gqn_convolution *sizes, const float *input, const float *weights,
    const float *bias, int ending, float *output);

// Adds the gradient of the weights by that of the output.
void gqn_convolve_gradient(
    const struct gqn_convolution *sizes, const float *input, const float *gradient,
    float *weights);

// The colour path. weights: of each hidden channel its 8 weights of what is known of a point, its bias, its 4 weights of
// what a view shows there, and its weight in the score; behind the last channel's the bias of the score. rows, side: of
// the latent grid, whose scores are spread over the pixels.
struct gqn_colours {
  const float *weights;
  size_t hidden;
  size_t rows, side;
};

// Spreads the scores of h x w rays over the columns of the picture: h x D x columns. columns is that of the picture
// rounded up to 16. scores: score_stride from one point to the next.
void gqn_spread_scores(
    size_t h, size_t w, size_t D, size_t side, size_t columns, const float *scores,
    size_t score_stride, float *spread);

// Its adjoint; scores: h x w x D, written.
void gqn_spread_scores_backward(
    size_t h, size_t w, size_t D, size_t side, size_t columns, const float *spread,
    float *scores);

// One row of the picture blended from the views.
//
// A softmax over all views at all depths of a ray, each power times the view's weight, with one more logit of 0 for
// nothing at all. blended: width x 4, the colours by their shares and the sum of the shares, the coverage.
//
// pictures: of each view height x width x 4, the fourth unused. kept receives what the backward pass needs, for each 16
// pixels of each depth 8 + 5 views vectors of 16: means and variances of the colours, the share of views and the coarse
// score; then of each view the colour, the cosine of the angle to the query's ray, and the share. kept_stride is the
// distance of 16 pixels from the next, which is 0 where nothing has to be kept.
//
// depth_logits: of the row's pixels, depths floats each, which are added to the logits of all views at that depth, from one
// pixel to the next logit_stride; or NULL. scratch: 16 hidden + 17 depths (views + 1) floats.
void gqn_blend_row(
    const struct gqn_rays *rays, const struct gqn_colours *colours, const float *pictures,
    const float *spread, const float *depth_logits, size_t logit_stride, size_t row,
    float *scratch, float *kept, size_t kept_stride, float *blended);

// Adds the gradients of the weights, of which each 16 floats are parts of a sum, and of the spread scores; writes those of
// the depth logits, which lie as these do, if by_depth_logits is not NULL. blended, gradient: of the row, width x 4. kept
// without gaps; scratch as above.
void gqn_blend_row_backward(
    const struct gqn_rays *rays, const struct gqn_colours *colours, const float *kept,
    const float *blended, const float *gradient, size_t row, float *scratch, float *weights,
    float *spread, float *by_depth_logits, size_t logit_stride);

// t colour + (1 - t coverage) generated for count pixels, t = sigmoid(g). painting: generated and g, the first 4 of each
// pixel's stride floats, by_painting likewise; blended: colour and coverage, 4 floats each.
void gqn_mix_colours(
    size_t count, size_t stride, const float *painting, const float *blended, float *mixed);
void gqn_mix_colours_backward(
    size_t count, size_t stride, const float *painting, const float *blended,
    const float *gradient, float *by_painting, float *by_blended);

#endif
