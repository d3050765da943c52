#!/usr/bin/env python3
"""Makes the fixtures beside this file, and checks files of this package's own writers.

Needs tensorflow-cpu 2.15.1.

    make_fixtures.py                     writes the fixtures
    make_fixtures.py check FOLDER        reads what the tests leave in FOLDER if GQN_KEEP_FILES
                                         names it: see InteroperabilityTests.swift
"""

import os
import shutil
import sys

import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, tensors, slices=None):
    prefix = os.path.join(HERE, name)
    names = [n for n, _ in tensors]
    tf.raw_ops.SaveV2(
        prefix=prefix,
        tensor_names=names,
        shape_and_slices=slices or [""] * len(names),
        tensors=[t for _, t in tensors],
    )
    return prefix


def ramp(shape, dtype=np.float32):
    return (np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape) * 0.5 - 1).astype(dtype)


def checkpoints():
    types = [
        ("a/kernel", tf.constant(ramp((2, 3)))),
        ("b/half", tf.cast(tf.constant(ramp((5,))), tf.bfloat16)),
        ("c/flag", tf.constant(True)),
        ("d/small_step", tf.constant(-7, tf.int32)),
        ("e/text", tf.constant(["one", "three"])),
        ("f/empty", tf.constant(ramp((0, 4)))),
        ("global_step", tf.constant(2**40 + 5, tf.int64)),
    ]
    save("types.ckpt", types)

    parts = []
    for shard in range(3):
        tensors = [("s%d/bias" % i, tf.constant(ramp((i + 1,)) + i)) for i in range(shard, 7, 3)]
        parts.append(save("part%d" % shard, tensors))
    tf.raw_ops.MergeV2Checkpoints(
        checkpoint_prefixes=parts, destination_prefix=os.path.join(HERE, "shards.ckpt"), delete_old_dirs=False)

    save(
        "sliced.ckpt",
        [("whole", tf.constant(ramp((4,)))), ("parted", tf.constant(ramp((2, 2))))],
        ["", "4 2 0,2:0,2"],
    )

    # A block has 256 KiB, so an index of several needs as much. Names of 600 bytes that begin
    # differently keep the number of tensors low.
    save("many.ckpt", [("%04d" % (i * 7919 % 10000) + "/x" * 298, tf.constant(1.0)) for i in range(450)])


def records():
    def numbers(i):
        return tf.train.Example(features=tf.train.Features(feature={
            "frames": tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"frame%d" % i, b""])),
            "cameras": tf.train.Feature(float_list=tf.train.FloatList(value=[i, 0.5, -1e-30])),
            "counts": tf.train.Feature(int64_list=tf.train.Int64List(value=[i, -1, 2**62])),
            "nothing": tf.train.Feature(),
        }))

    with tf.io.TFRecordWriter(os.path.join(HERE, "examples.tfrecord")) as writer:
        for i in range(3):
            writer.write(numbers(i).SerializeToString(deterministic=True))


def state():
    folder = os.path.join(HERE, "state")
    os.makedirs(folder, exist_ok=True)
    tf.compat.v1.train.update_checkpoint_state(
        folder, "model.ckpt-20", ['with "quotes" \\ and \u00e4', "/elsewhere/model.ckpt-10", "model.ckpt-20"])


def check(folder):
    reader = tf.train.load_checkpoint(os.path.join(folder, "written.ckpt"))
    assert tf.train.latest_checkpoint(folder) == os.path.join(folder, "written.ckpt")
    shapes = reader.get_variable_to_shape_map()
    assert len(shapes) == 43, len(shapes)
    np.testing.assert_array_equal(reader.get_tensor("GQN/kernel"), ramp((2, 3, 4)))
    half = reader.get_tensor("GQN/half")
    assert half.dtype == tf.bfloat16.as_numpy_dtype
    expected = tf.cast(tf.constant(np.float32(1) / np.arange(1, 101, dtype=np.float32)), tf.bfloat16)
    np.testing.assert_array_equal(half.astype(np.float32), tf.cast(expected, tf.float32).numpy())
    assert reader.get_tensor("global_step") == 1234567890123
    for i in range(40):
        np.testing.assert_array_equal(reader.get_tensor("layer_%d/bias" % i), np.full(i, i, np.float32))

    # The same index in many small blocks.
    blocks = tf.train.load_checkpoint(os.path.join(folder, "blocks.ckpt"))
    assert blocks.get_variable_to_shape_map() == {"tensor/%d" % i: [1] for i in range(500)}
    for i in range(500):
        assert blocks.get_tensor("tensor/%d" % i) == [i]

    records = list(tf.data.TFRecordDataset(os.path.join(folder, "written.tfrecord")).as_numpy_iterator())
    assert len(records) == 4 and records[3] == b""
    for i, record in enumerate(records[:3]):
        feature = tf.train.Example.FromString(record).features.feature
        assert list(feature["frames"].bytes_list.value) == [b"\xff\xd8", b"", b"%d" % i]
        assert list(feature["cameras"].float_list.value) == [i, -0.5]
        assert list(feature["counts"].int64_list.value) == [-1, i, 2**63 - 1]
        assert feature["nothing"].WhichOneof("kind") is None
    print("TensorFlow", tf.__version__, "reads all of it")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2])
    else:
        checkpoints()
        records()
        state()
        for part in range(3):
            for suffix in (".index", ".data-00000-of-00001"):
                path = os.path.join(HERE, "part%d%s" % (part, suffix))
                if os.path.exists(path):
                    os.remove(path)
