#!/usr/bin/env python3
"""Makes the fixtures beside this file, and checks datasets that this package wrote.

Needs tensorflow-cpu 2.15.1.

    make_fixtures.py                     writes the fixtures
    make_fixtures.py check FOLDER        reads what the tests leave in FOLDER if GQN_KEEP_FILES
                                         names it: see InteroperabilityTests.swift
"""

import os
import sys

import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
SCENES, VIEWS, SIDE = 2, 3, 16


def picture(scene, view):
    y, x, c = np.meshgrid(np.arange(SIDE), np.arange(SIDE), np.arange(3), indexing="ij")
    return (128 + 100 * np.sin(x * (0.2 + 0.1 * view) + y * (0.3 - 0.1 * scene) + 2 * c)).astype(np.uint8)


def write():
    os.makedirs(os.path.join(HERE, "train"), exist_ok=True)
    decoded = np.zeros((SCENES, VIEWS, SIDE, SIDE, 3), np.uint8)
    with tf.io.TFRecordWriter(os.path.join(HERE, "train", "1-of-2.tfrecord")) as writer:
        for scene in range(SCENES):
            # With and without halved chroma.
            jpegs = [
                tf.io.encode_jpeg(picture(scene, view), quality=90, chroma_downsampling=view == 0).numpy()
                for view in range(VIEWS)
            ]
            for view, jpeg in enumerate(jpegs):
                decoded[scene, view] = tf.io.decode_jpeg(jpeg).numpy()
            cameras = [0.5 * scene + 0.1 * i for i in range(5 * VIEWS)]
            writer.write(tf.train.Example(features=tf.train.Features(feature={
                "frames": tf.train.Feature(bytes_list=tf.train.BytesList(value=jpegs)),
                "cameras": tf.train.Feature(float_list=tf.train.FloatList(value=cameras)),
            })).SerializeToString(deterministic=True))
    np.save(os.path.join(HERE, "train", "1-of-2.frames_uint8.npy"), decoded)


def check(folder):
    """Reads a dataset as deepmind/gqn-datasets and tf-gqn do."""
    pixels = np.fromfile(os.path.join(folder, "scenes.pixels"), np.uint8).reshape(-1, 4, 24, 32, 3)
    records = tf.data.TFRecordDataset([
        os.path.join(folder, "scenes", "train", "%d-of-2.tfrecord" % i) for i in (1, 2)])
    scenes = 0
    for record in records:
        example = tf.io.parse_single_example(record, {
            "frames": tf.io.FixedLenFeature([4], tf.string),
            "cameras": tf.io.FixedLenFeature([4 * 5], tf.float32),
        })
        for view in range(4):
            # TensorFlow's default decoding, to the byte.
            frame = tf.io.decode_jpeg(example["frames"][view]).numpy()
            np.testing.assert_array_equal(frame, pixels[scenes, view])
        expected = np.array([scenes + i / 8 for i in range(20)], np.float32)
        np.testing.assert_array_equal(example["cameras"].numpy(), expected)
        scenes += 1
    assert scenes == len(pixels) == 5, scenes
    print("TensorFlow", tf.__version__, "reads all of it")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2])
    else:
        write()
