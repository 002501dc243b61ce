"""Many viewers, one after another, without a browser: whep_joins."""
import os
import pathlib
import subprocess

from harness import expect

PROGRAM = pathlib.Path(os.environ["ANCLOUD_BUILD"]) / "tests" / "whep_joins"


def resident(process):
    """kB"""
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Joins:
    def __init__(self, server, instance="default"):
        url = f"http://127.0.0.1:{server.port}/v1/instances/{instance}/whep"
        self.process = subprocess.Popen([PROGRAM, url, server.token], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def come(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        expect(self.process.stdout.readline() == f"{count}\n", f"{count} viewers came and went")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
