#include "CImageCodecs.h"

#include <string.h>

#include "failure.h"

// A progressive picture has a dozen scans; one with thousands of empty ones would keep a decoder
// busy for hours. The limit is far above what encoders write.
enum { maximum_scans = 200 };

typedef struct {
  struct jpeg_decompress_struct codec;
  struct jpeg_progress_mgr progress;
  gqn_failure failure;
} decoder;

static void count_scans(j_common_ptr codec) {
  if (((j_decompress_ptr)codec)->input_scan_number > maximum_scans) {
    gqn_failure_raise(codec, "more scans than any JPEG encoder writes");
  }
}

// To be called after setjmp: everything from here on may leave.
static void begin(decoder *decoder, const uint8_t *bytes, size_t count) {
  jpeg_create_decompress(&decoder->codec);
  decoder->progress.progress_monitor = count_scans;
  decoder->codec.progress = &decoder->progress;
  jpeg_mem_src(&decoder->codec, bytes, count);
  jpeg_read_header(&decoder->codec, TRUE);
}

static void prepare(decoder *decoder, char *message, size_t message_size) {
  // All zero, so that jpeg_destroy_decompress is safe even where creating fails.
  memset(decoder, 0, sizeof *decoder);
  decoder->codec.err = gqn_failure_prepare(&decoder->failure, message, message_size);
}

int gqn_jpeg_read_header(
    const uint8_t *bytes, size_t count, gqn_jpeg_header *header, char *message,
    size_t message_size) {
  decoder decoder;
  prepare(&decoder, message, message_size);
  if (setjmp(decoder.failure.escape)) {
    jpeg_destroy_decompress(&decoder.codec);
    return -1;
  }
  begin(&decoder, bytes, count);
  header->width = decoder.codec.image_width;
  header->height = decoder.codec.image_height;
  header->components = (size_t)decoder.codec.num_components;
  jpeg_destroy_decompress(&decoder.codec);
  return 0;
}

int gqn_jpeg_decode_rgb(
    const uint8_t *bytes, size_t count, gqn_jpeg_dct dct, uint8_t *rgb, size_t rgb_count,
    char *message, size_t message_size) {
  decoder decoder;
  prepare(&decoder, message, message_size);
  if (setjmp(decoder.failure.escape)) {
    jpeg_destroy_decompress(&decoder.codec);
    return -1;
  }
  begin(&decoder, bytes, count);

  j_decompress_ptr codec = &decoder.codec;
  codec->out_color_space = JCS_RGB;
  codec->dct_method = dct == gqn_jpeg_dct_accurate ? JDCT_ISLOW : JDCT_IFAST;
  codec->do_fancy_upsampling = TRUE;
  if ((size_t)3 * codec->image_width * codec->image_height != rgb_count) {
    gqn_failure_raise((j_common_ptr)codec, "the pixel buffer has another size than the picture");
  }
  jpeg_start_decompress(codec);

  // libjpeg makes a few rows at a time, and copies fewer bytes when it may write all of them.
  enum { rows_at_once = 4 };
  size_t row_bytes = (size_t)3 * codec->output_width;
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW rows[rows_at_once];
    JDIMENSION row_count = codec->output_height - codec->output_scanline;
    if (row_count > rows_at_once) row_count = rows_at_once;
    for (JDIMENSION row = 0; row < row_count; row++) {
      rows[row] = rgb + (codec->output_scanline + row) * row_bytes;
    }
    jpeg_read_scanlines(codec, rows, row_count);
  }
  jpeg_finish_decompress(codec);
  jpeg_destroy_decompress(codec);
  return 0;
}
