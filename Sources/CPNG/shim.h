#include <png.h>
// libpng stands on zlib; its crc32 is the checksum of PNG chunks.
#include <zlib.h>
