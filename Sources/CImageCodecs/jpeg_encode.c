#include "CImageCodecs.h"

#include <string.h>

#include "failure.h"

// libjpeg's own memory destination takes a new block when the caller's is full; this one fails.
typedef struct {
  struct jpeg_compress_struct codec;
  struct jpeg_destination_mgr destination;
  gqn_failure failure;
} encoder;

static void do_nothing(j_compress_ptr codec) { (void)codec; }

static boolean fail_when_full(j_compress_ptr codec) {
  gqn_failure_raise((j_common_ptr)codec, "the output buffer is too small");
}

int gqn_jpeg_encode_rgb(
    const uint8_t *rgb, size_t width, size_t height, int quality, int halve_chroma, uint8_t *output,
    size_t capacity, size_t *output_count, char *message, size_t message_size) {
  encoder encoder;
  // All zero, so that jpeg_destroy_compress is safe even where creating fails.
  memset(&encoder, 0, sizeof encoder);
  encoder.codec.err = gqn_failure_prepare(&encoder.failure, message, message_size);
  if (setjmp(encoder.failure.escape)) {
    jpeg_destroy_compress(&encoder.codec);
    return -1;
  }
  j_compress_ptr codec = &encoder.codec;
  jpeg_create_compress(codec);

  if (width < 1 || width > JPEG_MAX_DIMENSION || height < 1 || height > JPEG_MAX_DIMENSION) {
    gqn_failure_raise((j_common_ptr)codec, "a JPEG has 1 to 65 500 pixels a side");
  }
  encoder.destination.next_output_byte = output;
  encoder.destination.free_in_buffer = capacity;
  encoder.destination.init_destination = do_nothing;
  encoder.destination.empty_output_buffer = fail_when_full;
  encoder.destination.term_destination = do_nothing;
  codec->dest = &encoder.destination;

  codec->image_width = (JDIMENSION)width;
  codec->image_height = (JDIMENSION)height;
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  codec->dct_method = JDCT_ISLOW;
  codec->comp_info[0].h_samp_factor = halve_chroma ? 2 : 1;
  codec->comp_info[0].v_samp_factor = halve_chroma ? 2 : 1;

  jpeg_start_compress(codec, TRUE);
  while (codec->next_scanline < codec->image_height) {
    // libjpeg only reads the row; its interface predates const.
    JSAMPROW row = (JSAMPROW)(rgb + codec->next_scanline * 3 * width);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
  *output_count = capacity - encoder.destination.free_in_buffer;
  jpeg_destroy_compress(codec);
  return 0;
}
