#!/usr/bin/env python3
"""Writes png/NAME.png and what its pixels are as 8-bit RGB: png/NAME.black.rgb and, for pictures
that are not opaque, png/NAME.white.rgb. Needs nothing but Python; every file is 13 x 9 pixels."""

import pathlib
import random
import struct
import zlib

WIDTH, HEIGHT = 13, 9
GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, COLOUR: 3, PALETTE: 1, GREY_ALPHA: 2, COLOUR_ALPHA: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
FOLDER = pathlib.Path(__file__).parent / "png"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed_rows(pixels, depth):
    """Rows of pixels (tuples of samples), unfiltered, most significant bits first."""
    out = b""
    for row in pixels:
        bits = "".join(format(sample, f"0{depth}b") for pixel in row for sample in pixel)
        bits += "0" * (-len(bits) % 8)
        out += b"\0" + bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return out


def eight_bits(sample, depth):
    return (sample * 255 * 2 + (2**depth - 1)) // (2 * (2**depth - 1))


def write(name, kind, depth, interlaced=False, palette=None, transparent=None, before_pixels=b""):
    random.seed(name)
    limit = len(palette) if palette else 2**depth
    pixels = [
        [tuple(random.randrange(limit) for _ in range(CHANNELS[kind])) for _ in range(WIDTH)]
        for _ in range(HEIGHT)
    ]
    if kind in (GREY_ALPHA, COLOUR_ALPHA):  # Some pixels clear, some opaque, the rest in between.
        pixels[0] = [pixel[:-1] + (0,) for pixel in pixels[0]]
        pixels[1] = [pixel[:-1] + (2**depth - 1,) for pixel in pixels[1]]
    if transparent and kind != PALETTE:
        pixels[2][3] = transparent

    def rgba(pixel):
        if kind == PALETTE:
            alpha = transparent[pixel[0]] if transparent and pixel[0] < len(transparent) else 255
            return palette[pixel[0]] + (alpha,)
        samples = [eight_bits(sample, depth) for sample in pixel]
        alpha = 0 if pixel == transparent else 255
        if kind in (GREY_ALPHA, COLOUR_ALPHA):
            alpha = samples.pop()
        return tuple(samples * 3 if len(samples) == 1 else samples) + (alpha,)

    def expected(background):
        return bytes(
            (sample * alpha + background * (255 - alpha) + 127) // 255
            for row in pixels
            for *rgb, alpha in map(rgba, row)
            for sample in rgb
        )

    data = b""
    for x, y, step_x, step_y in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        rows = [row[x::step_x] for row in pixels[y::step_y]]
        data += packed_rows([row for row in rows if row], depth)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, int(interlaced))
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before_pixels
    if palette:
        out += chunk(b"PLTE", bytes(sample for colour in palette for sample in colour))
    if transparent and kind == PALETTE:
        out += chunk(b"tRNS", bytes(transparent))
    elif transparent:
        out += chunk(b"tRNS", struct.pack(f">{len(transparent)}H", *transparent))
    compressed = zlib.compress(data, 9)
    half = len(compressed) // 2  # Two IDAT chunks, as many encoders write them.
    out += chunk(b"IDAT", compressed[:half]) + chunk(b"IDAT", compressed[half:]) + chunk(b"IEND", b"")
    (FOLDER / f"{name}.png").write_bytes(out)
    (FOLDER / f"{name}.black.rgb").write_bytes(expected(0))
    if expected(255) != expected(0):
        (FOLDER / f"{name}.white.rgb").write_bytes(expected(255))


def colours(count):
    random.seed(count)
    return [tuple(random.randrange(256) for _ in range(3)) for _ in range(count)]


FOLDER.mkdir(exist_ok=True)
write("rgb8", COLOUR, 8)
write("rgb8_interlaced", COLOUR, 8, interlaced=True)
write("rgb8_marked_srgb", COLOUR, 8, before_pixels=chunk(b"sRGB", b"\0"))
write("rgb8_marked_gamma", COLOUR, 8, before_pixels=chunk(b"gAMA", struct.pack(">I", 45455)))
write("rgb8_transparent_colour", COLOUR, 8, transparent=(7, 8, 9))
write("rgb16", COLOUR, 16)
write("rgba8", COLOUR_ALPHA, 8)
write("rgba8_interlaced", COLOUR_ALPHA, 8, interlaced=True)
write("rgba16", COLOUR_ALPHA, 16)
write("grey1", GREY, 1)
write("grey2", GREY, 2)
write("grey4", GREY, 4)
write("grey8", GREY, 8)
write("grey8_transparent", GREY, 8, transparent=(100,))
write("grey16", GREY, 16)
write("grey_alpha8", GREY_ALPHA, 8)
write("grey_alpha16", GREY_ALPHA, 16)
write("palette1", PALETTE, 1, palette=colours(2))
write("palette2", PALETTE, 2, palette=colours(4))
write("palette4", PALETTE, 4, palette=colours(11))
write("palette8", PALETTE, 8, palette=colours(200))
write("palette8_alpha", PALETTE, 8, palette=colours(40), transparent=list(range(0, 240, 8)))
