// libjpeg-turbo, and what libpng offers only with setjmp, behind an interface without it.
//
// Every function here is complete in itself: it creates the codec, uses it and destroys it, keeps
// no state between calls and may be called from several threads at once. Nothing is written but
// what the comment names. A decoder that is kept for the next picture would be a little cheaper,
// but it also keeps the last picture's tables, and a picture that lacks its own would decode with
// them instead of failing.
//
// A function returns 0, or -1 and a message: `message` then holds a NUL-terminated text of at most
// `message_size` bytes (cut if it is longer; 200 are enough for every text of libjpeg). Where 0 is
// returned, `message` is left alone. `message_size` must be at least 1.
//
// Inputs and outputs may not overlap. No alignment is assumed.
#ifndef GQN_IMAGE_CODECS_H
#define GQN_IMAGE_CODECS_H

#include <stddef.h>
#include <stdint.h>

/// How the inverse cosine transform is computed. The two differ by a few levels.
typedef enum {
  /// libjpeg's fast integer transform (`JDCT_IFAST`).
  gqn_jpeg_dct_fast = 0,
  /// libjpeg's accurate integer transform (`JDCT_ISLOW`).
  gqn_jpeg_dct_accurate = 1,
} gqn_jpeg_dct;

/// What a JPEG says of itself before its first pixel.
typedef struct {
  /// Columns, 1 to 65 535.
  size_t width;
  /// Rows, 1 to 65 535.
  size_t height;
  /// Colour components a pixel: 1 grey, 3 colour, 4 CMYK or YCCK.
  size_t components;
} gqn_jpeg_header;

/// Reads the header of the JPEG in `bytes[0 ..< count]`; decodes no pixel.
int gqn_jpeg_read_header(
    const uint8_t *bytes, size_t count, gqn_jpeg_header *header, char *message,
    size_t message_size);

/// Decodes the JPEG in `bytes[0 ..< count]` to 8-bit RGB, row by row, without padding.
///
/// `rgb_count` must be 3 * width * height of the header, else the call fails. Grey becomes three
/// equal components; pictures that are neither grey nor colour of three components fail. Chroma is
/// upsampled smoothly. Whatever libjpeg warns of (a premature end, a wrong code) is a failure too;
/// after a failure `rgb` holds nothing meaningful.
int gqn_jpeg_decode_rgb(
    const uint8_t *bytes, size_t count, gqn_jpeg_dct dct, uint8_t *rgb, size_t rgb_count,
    char *message, size_t message_size);

/// Codes 8-bit RGB rows without padding, `rgb[0 ..< 3 * width * height]`, as a JPEG.
///
/// `quality` is libjpeg's, 1 to 100. `halve_chroma` is 0 for 4:4:4 and 1 for 4:2:0. The JPEG goes
/// to `output[0 ..< capacity]` and its length to `*output_count`; the call fails if it does not fit.
int gqn_jpeg_encode_rgb(
    const uint8_t *rgb, size_t width, size_t height, int quality, int halve_chroma, uint8_t *output,
    size_t capacity, size_t *output_count, char *message, size_t message_size);

/// Codes 8-bit RGB rows without padding, `rgb[0 ..< 3 * width * height]`, as a PNG marked as sRGB.
///
/// Rows are filtered by Paeth's predictor and compressed by run lengths and Huffman's code. The PNG
/// goes to `output[0 ..< capacity]` and its length to `*output_count`; the call fails if it does not fit.
int gqn_png_encode_rgb(
    const uint8_t *rgb, size_t width, size_t height, uint8_t *output, size_t capacity,
    size_t *output_count, char *message, size_t message_size);

#endif
