#!/usr/bin/env python3
"""Draws the five example views: a chain of coloured cubes, seen by cameras on a sphere of radius 10/3.

Run in this folder; writes 0.png ... 4.png and poses.json. Needs nothing but Python's standard library.
Axes as in docs/requests.md: z is up, a camera looks along (cos pitch cos yaw, -cos pitch sin yaw, sin pitch).
"""
import json
import math
import struct
import zlib

SIZE = 64
FIELD_OF_VIEW = math.radians(20)
RADIUS = 10 / 3
EDGE = 0.159
CUBES = [
    ((0, 0, 0), (230, 60, 40)),
    ((1, 0, 0), (250, 190, 30)),
    ((1, 1, 0), (60, 190, 80)),
    ((1, 1, 1), (40, 120, 240)),
    ((1, 2, 1), (200, 60, 210)),
]
LIGHT = (0.57, -0.57, 0.59)
VIEWS = [(20, 25), (95, 50), (160, 10), (230, 35), (310, 60)]  # azimuth and elevation in degrees


def add(a, b, scale=1.0):
    return tuple(x + scale * y for x, y in zip(a, b))


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def normalized(a):
    return tuple(x / math.sqrt(dot(a, a)) for x in a)


def boxes():
    low = [min(cube[0][i] for cube in CUBES) for i in range(3)]
    high = [max(cube[0][i] for cube in CUBES) + 1 for i in range(3)]
    centre = [(a + b) / 2 for a, b in zip(low, high)]
    for corner, colour in CUBES:
        start = [EDGE * (c - m) for c, m in zip(corner, centre)]
        yield start, [s + EDGE for s in start], colour


def colour_along(origin, direction):
    nearest, seen = math.inf, (0, 0, 0)
    for low, high, colour in boxes():
        enter, leave, normal = -math.inf, math.inf, None
        for axis in range(3):
            if direction[axis] == 0:
                if not low[axis] <= origin[axis] <= high[axis]:
                    leave = -math.inf
                continue
            a = (low[axis] - origin[axis]) / direction[axis]
            b = (high[axis] - origin[axis]) / direction[axis]
            if min(a, b) > enter:
                enter = min(a, b)
                normal = [0, 0, 0]
                normal[axis] = -math.copysign(1, direction[axis])
            leave = min(leave, max(a, b))
        if 0 < enter < leave and enter < nearest:
            nearest = enter
            light = 0.3 + 0.7 * max(0, dot(normal, LIGHT))
            seen = tuple(min(255, light * c) for c in colour)
    return seen


def view(azimuth, elevation):
    phi, epsilon = math.radians(azimuth), math.radians(elevation)
    origin = tuple(
        RADIUS * x
        for x in (math.cos(phi) * math.cos(epsilon), math.sin(phi) * math.cos(epsilon), math.sin(epsilon)))
    forward = normalized(tuple(-x for x in origin))
    right = normalized(cross(forward, (0, 0, 1)))
    up = cross(right, forward)
    half = math.tan(FIELD_OF_VIEW / 2)
    rows = []
    for y in range(SIZE):
        row = bytearray([0])
        for x in range(SIZE):
            total = [0, 0, 0]
            for sub in range(16):
                u = (x + (sub % 4 + 0.5) / 4) / SIZE * 2 - 1
                v = 1 - (y + (sub // 4 + 0.5) / 4) / SIZE * 2
                ray = add(add(forward, right, u * half), up, v * half)
                total = [t + c for t, c in zip(total, colour_along(origin, ray))]
            row += bytes(round(t / 16) for t in total)
        rows.append(bytes(row))
    pose = {"position": [round(x, 6) for x in origin], "yaw": 180 - azimuth, "pitch": -elevation}
    return b"".join(rows), pose


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main():
    poses = []
    for index, (azimuth, elevation) in enumerate(VIEWS):
        pixels, pose = view(azimuth, elevation)
        header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
        with open(f"{index}.png", "wb") as file:
            file.write(
                b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels, 9))
                + chunk(b"IEND", b""))
        poses.append({"image": f"views/{index}.png", "pose": pose})
    with open("poses.json", "w") as file:
        json.dump(poses, file, indent=2)
        file.write("\n")


main()
