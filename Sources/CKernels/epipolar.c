// Chooses among the instruction sets for the epipolar representation.
#include "dispatch.h"

#define DECLARE(set)                                                                              \
  void gqn_##set##_point_statistics(                                                              \
      const struct gqn_rays *, const struct gqn_maps *, size_t, size_t, void *, float *);         \
  void gqn_##set##_point_statistics_backward(                                                     \
      const struct gqn_rays *, const struct gqn_maps *, const float *, const float *, size_t,     \
      size_t, void *, size_t, float *, size_t, size_t, size_t);                                   \
  void gqn_##set##_ray_attention(                                                                 \
      const struct gqn_depths *, size_t, const float *, float *, float *);                        \
  void gqn_##set##_ray_attention_backward(                                                        \
      const struct gqn_depths *, size_t, const float *, const float *, const float *,             \
      const float *, float *);                                                                    \
  void gqn_##set##_ray_directions(                                                                \
      const struct gqn_rays *, const struct gqn_depths *, size_t, size_t, float *);               \
  void gqn_##set##_fill_rows(size_t, size_t, const float *, float *);                             \
  void gqn_##set##_rectify(size_t, float *);                                                      \
  void gqn_##set##_rectify_gradient(size_t, const float *, float *);                              \
  void gqn_##set##_add_rows(size_t, size_t, const float *, size_t, float *);                      \
  void gqn_##set##_convolve(                                                                      \
      const struct gqn_convolution *, const float *, const float *, const float *, int,           \
      float *);                                                                                   \
  void gqn_##set##_convolve_gradient(                                                             \
      const struct gqn_convolution *, const float *, const float *, float *);                     \
  void gqn_##set##_spread_scores(                                                                 \
      size_t, size_t, size_t, size_t, size_t, const float *, size_t, float *);                    \
  void gqn_##set##_spread_scores_backward(                                                        \
      size_t, size_t, size_t, size_t, size_t, const float *, float *);                            \
  void gqn_##set##_blend_row(                                                                     \
      const struct gqn_rays *, const struct gqn_colours *, const float *, const float *,          \
      const float *, size_t, size_t, float *, float *, size_t, float *);                          \
  void gqn_##set##_blend_row_backward(                                                            \
      const struct gqn_rays *, const struct gqn_colours *, const float *, const float *,          \
      const float *, size_t, float *, float *, float *, float *, size_t);                         \
  void gqn_##set##_mix_colours(size_t, size_t, const float *, const float *, float *);            \
  void gqn_##set##_mix_colours_backward(                                                          \
      size_t, size_t, const float *, const float *, const float *, float *, float *);

DECLARE(baseline)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)
#endif

void gqn_point_statistics(
    const struct gqn_rays *rays, const struct gqn_maps *maps, size_t first_row, size_t row_count,
    void *scratch, float *points) {
  CALL(point_statistics, rays, maps, first_row, row_count, scratch, points);
}

void gqn_point_statistics_backward(
    const struct gqn_rays *rays, const struct gqn_maps *maps, const float *points,
    const float *gradients, size_t first_row, size_t row_count, void *scratch,
    size_t gradient_channels, float *map_gradients, size_t gradient_view, size_t gradient_row,
    size_t gradient_element) {
  CALL(
      point_statistics_backward, rays, maps, points, gradients, first_row, row_count, scratch,
      gradient_channels, map_gradients, gradient_view, gradient_row, gradient_element);
}

void gqn_ray_attention(
    const struct gqn_depths *sizes, size_t rays, const float *outputs, float *shares,
    float *results) {
  CALL(ray_attention, sizes, rays, outputs, shares, results);
}

void gqn_ray_attention_backward(
    const struct gqn_depths *sizes, size_t rays, const float *outputs, const float *shares,
    const float *gradients, const float *score_gradients, float *output_gradients) {
  CALL(
      ray_attention_backward, sizes, rays, outputs, shares, gradients, score_gradients,
      output_gradients);
}

void gqn_ray_directions(
    const struct gqn_rays *rays, const struct gqn_depths *sizes, size_t first_row,
    size_t row_count, float *results) {
  CALL(ray_directions, rays, sizes, first_row, row_count, results);
}

void gqn_fill_rows(size_t rows, size_t columns, const float *bias, float *out) {
  CALL(fill_rows, rows, columns, bias, out);
}

void gqn_rectify(size_t count, float *values) { CALL(rectify, count, values); }

void gqn_rectify_gradient(size_t count, const float *rectified, float *gradient) {
  CALL(rectify_gradient, count, rectified, gradient);
}

void gqn_add_rows(
    size_t rows, size_t columns, const float *values, size_t stride, float *sums) {
  CALL(add_rows, rows, columns, values, stride, sums);
}

void gqn_convolve(
    const struct gqn_convolution *sizes, const float *input, const float *weights,
    const float *bias, int ending, float *output) {
  CALL(convolve, sizes, input, weights, bias, ending, output);
}

void gqn_convolve_gradient(
    const struct gqn_convolution *sizes, const float *input, const float *gradient,
    float *weights) {
  CALL(convolve_gradient, sizes, input, gradient, weights);
}

void gqn_spread_scores(
    size_t h, size_t w, size_t D, size_t side, size_t columns, const float *scores,
    size_t score_stride, float *spread) {
  CALL(spread_scores, h, w, D, side, columns, scores, score_stride, spread);
}

void gqn_spread_scores_backward(
    size_t h, size_t w, size_t D, size_t side, size_t columns, const float *spread,
    float *scores) {
  CALL(spread_scores_backward, h, w, D, side, columns, spread, scores);
}

void gqn_blend_row(
    const struct gqn_rays *rays, const struct gqn_colours *colours, const float *pictures,
    const float *spread, const float *depth_logits, size_t logit_stride, size_t row,
    float *scratch, float *kept, size_t kept_stride, float *blended) {
  CALL(
      blend_row, rays, colours, pictures, spread, depth_logits, logit_stride, row, scratch, kept,
      kept_stride, blended);
}

void gqn_blend_row_backward(
    const struct gqn_rays *rays, const struct gqn_colours *colours, const float *kept,
    const float *blended, const float *gradient, size_t row, float *scratch, float *weights,
    float *spread, float *by_depth_logits, size_t logit_stride) {
  CALL(
      blend_row_backward, rays, colours, kept, blended, gradient, row, scratch, weights, spread,
      by_depth_logits, logit_stride);
}

void gqn_mix_colours(
    size_t count, size_t stride, const float *painting, const float *blended, float *mixed) {
  CALL(mix_colours, count, stride, painting, blended, mixed);
}

void gqn_mix_colours_backward(
    size_t count, size_t stride, const float *painting, const float *blended,
    const float *gradient, float *by_painting, float *by_blended) {
  CALL(
      mix_colours_backward, count, stride, painting, blended, gradient, by_painting, by_blended);
}
