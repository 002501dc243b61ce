"""What the image tests share: small images, a data path of their own, and the look for leftovers.

Each test runs as root in a mount namespace of its own; `main` sees to that and skips (77) where it cannot.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ANCLOUD = os.environ.get("ANCLOUD", "")
COMPRESSIONS = ["gzip", "xz", "lz4", "zstd"]


def skip(reason):
    print(reason)
    sys.exit(77)


def main(test):
    """Runs `test(Lab)` in a fresh mount namespace and demands that it leaves nothing."""
    if not ANCLOUD:
        sys.exit("ANCLOUD must name the binary")
    if os.geteuid() != 0:
        skip("needs root")
    if not shutil.which("mksquashfs"):
        skip("mksquashfs is not installed")
    if not os.path.exists("/dev/loop-control") or not os.path.exists("/dev/fuse"):
        skip("needs /dev/loop-control and /dev/fuse")
    if os.environ.get("ANCLOUD_IMAGE_LAB") != "in":
        os.environ["ANCLOUD_IMAGE_LAB"] = "in"
        os.execvp("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(prefix="ancloud-image-") as folder:
        lab = Lab(pathlib.Path(folder))
        before = lab.leftovers()
        try:
            test(lab)
            lab.nothing_but(before)
        finally:
            lab.clean()
    print("ok")


class Lab:
    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"
        self.instance = self.data / "instances/default"
        self.rootfs = self.instance / "rootfs"
        self.combined = self.instance / "combined-rootfs"
        self.namespace = os.readlink("/proc/self/ns/mnt")

    def tree(self, name="tree"):
        """A minimal root: /init and one file."""
        root = self.folder / name
        root.mkdir()
        (root / "init").write_text("#!/bin/sh\nexec sleep 1000\n")
        (root / "init").chmod(0o755)
        (root / "who").write_text("the image\n")
        return root

    def pack(self, tree, name="a.img", compression="gzip", owner=0, more=()):
        image = self.folder / name
        command = ["mksquashfs", tree, image, "-noappend", "-no-progress", "-quiet", "-comp", compression,
                   "-force-uid", str(owner), "-force-gid", str(owner), *more]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return image

    def ancloud(self, *words, code=0, user=None):
        """Runs a verb, checks its exit code, and returns what it said on stdout and stderr."""
        command = [ANCLOUD, "--data-path", str(self.data), *map(str, words)]
        env = {k: v for k, v in os.environ.items() if not k.startswith("SUDO_")}
        env["HOME"] = str(self.folder)
        done = subprocess.run(command, capture_output=True, text=True, user=user, timeout=60, env=env)
        codes = code if isinstance(code, tuple) else (code,)
        if done.returncode not in codes:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
        self.code = done.returncode
        return done.stdout + done.stderr

    def json(self, *words, code=0):
        return json.loads(self.ancloud("--json", *words, code=code))

    def mounts(self):
        """mountinfo of this namespace, without the ids that differ from mount to mount."""
        lines = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
        return [" ".join(line.split()[3:]) for line in lines]

    def loops(self):
        """Loop devices bound to files of this test."""
        found = []
        for backing in pathlib.Path("/sys/block").glob("loop*/loop/backing_file"):
            try:
                path = backing.read_text().strip()
            except OSError:
                continue
            if path.startswith(str(self.folder)):
                found.append(path)
        return found

    def servers(self):
        """Processes of our binary that serve an image in this mount namespace."""
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                same = os.readlink(process / "ns/mnt") == self.namespace
            except OSError:
                continue
            if same and words[1:3] == [b"internal", b"image-fuse"]:
                found.append(int(process.name))
        return found

    def leftovers(self):
        return {"mounts": self.mounts(), "loops": self.loops(), "servers": self.servers()}

    def nothing_but(self, before):
        """The kernel frees a loop device, and a server ends, a moment after the unmount."""
        deadline = time.monotonic() + 10
        while (now := self.leftovers()) != before:
            if time.monotonic() > deadline:
                raise AssertionError(f"left behind: {[(k, now[k]) for k in now if now[k] != before[k]]}")
            time.sleep(0.01)

    def clean(self):
        """After a failed test: whatever is mounted below its folder comes off."""
        for line in reversed(self.mounts()):
            target = line.split()[1]
            if target.startswith(str(self.folder)):
                subprocess.run(["umount", "-l", target], check=False)
