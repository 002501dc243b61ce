"""What the GL benches share: traces unpacked, ways played in turn, medians."""
import collections
import contextlib
import lzma
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ["ANCLOUD_BUILD"])
TRACES = pathlib.Path(os.environ["ANCLOUD_SRC"]) / ".." / "shared" / "traces" / "bench"
NAMES = ("draws-arrays", "draws-vbo")
Run = collections.namedtuple("Run", "seconds processor packets draws swaps")


@contextlib.contextmanager
def traces():
    """Stems of the two recorded streams, unpacked."""
    if not TRACES.is_dir():
        print("the recorded streams (../shared/traces/bench) are not here")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="ancloud-bench-") as directory:
        for packed in TRACES.glob("*.xz"):
            with lzma.open(packed) as source:
                (pathlib.Path(directory) / packed.stem).write_bytes(source.read())
        yield [pathlib.Path(directory) / name for name in NAMES]


def play(stem, ways, rounds, fake_driver=False):
    """{way: [Run, …]} of ways such as "memory:1", each played `rounds` times, in turn."""
    env = dict(os.environ)
    if fake_driver:
        env["LD_LIBRARY_PATH"] = str(BUILD / "tests" / "fake_gl")
    done = subprocess.run([BUILD / "tests" / "gl_speed", stem, str(rounds), *ways], env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"gl_speed ended with {done.returncode}: {done.stderr}")
    runs = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        way, *values = line.split()
        runs[way].append(Run(*map(float, values)))
    return runs


def median(runs):
    return statistics.median(run.seconds for run in runs)


def ratio(runs, limit, way):
    """Median over the rounds of how much of the limit's speed a way reached in the same round."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(runs[limit], runs[way]))
