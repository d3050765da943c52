#include "CImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

// Where the file goes, and the way out when libpng gives up.
typedef struct {
  png_structp codec;
  png_infop info;
  uint8_t *output;
  size_t capacity, count;
  jmp_buf escape;
  char *message;
  size_t message_size;
} encoder;

static _Noreturn void leave(png_structp codec, png_const_charp text) {
  encoder *encoder = png_get_error_ptr(codec);
  snprintf(encoder->message, encoder->message_size, "%s", text);
  longjmp(encoder->escape, 1);
}

static void print_nothing(png_structp codec, png_const_charp text) {
  (void)codec;
  (void)text;
}

static void append(png_structp codec, png_bytep bytes, size_t count) {
  encoder *encoder = png_get_io_ptr(codec);
  if (count > encoder->capacity - encoder->count) png_error(codec, "the output buffer is too small");
  memcpy(encoder->output + encoder->count, bytes, count);
  encoder->count += count;
}

static void do_nothing(png_structp codec) { (void)codec; }

int gqn_png_encode_rgb(
    const uint8_t *rgb, size_t width, size_t height, uint8_t *output, size_t capacity,
    size_t *output_count, char *message, size_t message_size) {
  encoder encoder = {
      .output = output, .capacity = capacity, .message = message, .message_size = message_size};
  if (setjmp(encoder.escape)) {
    png_destroy_write_struct(&encoder.codec, &encoder.info);
    return -1;
  }
  encoder.codec =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &encoder, leave, print_nothing);
  if (encoder.codec) encoder.info = png_create_info_struct(encoder.codec);
  if (!encoder.info) {
    snprintf(message, message_size, "there is not enough memory");
    png_destroy_write_struct(&encoder.codec, &encoder.info);
    return -1;
  }
  if (width > PNG_UINT_31_MAX || height > PNG_UINT_31_MAX)
    png_error(encoder.codec, "a side is longer than the format can say");
  png_set_write_fn(encoder.codec, &encoder, append, do_nothing);
  png_set_IHDR(
      encoder.codec, encoder.info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(encoder.codec, encoder.info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_filter(encoder.codec, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
  png_set_compression_strategy(encoder.codec, 3);  // zlib's Z_RLE
  png_write_info(encoder.codec, encoder.info);
  for (size_t y = 0; y < height; y++) png_write_row(encoder.codec, rgb + y * 3 * width);
  png_write_end(encoder.codec, encoder.info);
  png_destroy_write_struct(&encoder.codec, &encoder.info);
  *output_count = encoder.count;
  return 0;
}
