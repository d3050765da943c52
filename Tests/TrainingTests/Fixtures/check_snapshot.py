#!/usr/bin/env python3
"""Checks with TensorFlow what a training left in a snapshot's folder.

    check_snapshot.py FOLDER

Needs tensorflow-cpu 2.15.1 and the TensorBoard that comes with it. A graph with the variables of the
network and TensorFlow's own Adam restores the newest checkpoint by tf.train.Saver and makes a step; TensorBoard
loads the event files.
"""

import glob
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow.compat.v1 as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

tf.disable_v2_behavior()


def check_checkpoint(folder):
    prefix = tf.train.latest_checkpoint(folder)
    assert prefix, "tf.train.latest_checkpoint finds nothing"
    reader = tf.train.load_checkpoint(prefix)
    shapes = reader.get_variable_to_shape_map()
    names = sorted(n for n in shapes if n + "/Adam" in shapes)
    own = sorted(n for n in shapes if n.startswith("gqn/"))
    variables = [tf.get_variable(n, shapes[n]) for n in names]
    loss = tf.add_n([tf.reduce_sum(v * v) for v in variables])
    step = tf.train.get_or_create_global_step()
    optimizer = tf.train.AdamOptimizer(1e-4)
    train = optimizer.minimize(loss, global_step=step)
    saver = tf.train.Saver()
    graph_names = {v.op.name for v in tf.global_variables()}
    assert graph_names == set(shapes) - set(own), graph_names ^ (set(shapes) - set(own))
    with tf.Session() as session:
        saver.restore(session, prefix)
        for variable in tf.global_variables():
            stored = reader.get_tensor(variable.op.name)
            assert np.array_equal(session.run(variable), stored), variable.op.name
            assert np.all(np.isfinite(stored)), variable.op.name
        before = session.run(step)
        session.run(train)
        assert session.run(step) == before + 1
    print(f"{prefix}: {len(names)} variables with their moments restored at step {before}, "
          f"{len(own)} further entries passed by: {', '.join(own)}")


def check_events(folder):
    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0}).Reload()
    tags = accumulator.Tags()
    steps = [e.step for e in accumulator.Scalars("loss")]
    assert steps == sorted(set(steps)), "a step comes twice: what a killed run wrote was not purged"
    metrics = [json.loads(line) for line in open(os.path.join(folder, "metrics.jsonl"))]
    expected = {m["step"]: m["training"]["loss"] for m in metrics if "training" in m}
    for event in accumulator.Scalars("loss"):
        assert abs(event.value - expected[event.step]) <= 1e-6 * abs(event.value), event
    assert steps == sorted(expected), (steps, sorted(expected))
    for tag in tags["images"]:
        image = accumulator.Images(tag)[-1]
        assert image.encoded_image_string.startswith(b"\x89PNG") and image.width > 0, tag
    files = glob.glob(os.path.join(folder, "events.out.tfevents.*"))
    print(f"{len(files)} event files: {len(steps)} steps of {len(tags['scalars'])} scalars, "
          f"images {', '.join(tags['images'])}")


if __name__ == "__main__":
    check_checkpoint(sys.argv[1])
    check_events(sys.argv[1])
