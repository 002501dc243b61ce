"""What the container tests share: a root whose /init is a shell script, namespaces, and the look for leftovers.

Each test runs as root in network, mount and pid namespaces of its own, with the host's control groups and a
bridge `ancloud` made in there.
"""
import fcntl
import json
import os
import pathlib
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import namespaces  # noqa: E402
from namespaces import must  # noqa: E402

ANCLOUD = os.environ.get("ANCLOUD", "")
USER = "4711"  # the session's id; Android's uid 1000
INIT = """#!/bin/sh
echo first-words-on-stdout
echo console-device > /dev/console
trap 'echo got-power > /dev/console; exit 7' PWR
echo ready > /data/ready
while :; do sleep 0.1; done
"""


def skip(reason):
    print(reason)
    sys.exit(77)


def busybox():
    path = shutil.which("busybox") or skip("busybox-static is not installed")
    told = subprocess.run(["ldd", path], capture_output=True, text=True)
    if told.returncode == 0 and "=>" in told.stdout:
        skip("this busybox is not static")
    return path


def reap():
    """This process is pid 1 in here, so what a killed supervisor leaves is its child."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def resize(terminal, lines, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", lines, columns, 0, 0))


def typing(text):
    return lambda terminal: os.write(terminal, text)


def control_groups():
    """Those below any "ancloud"; some may go while we look."""
    found = []
    for folder, inner, _ in os.walk("/sys/fs/cgroup"):
        found += [f"{folder}/{name}" for name in inner] if "/ancloud" in folder else []
    return found


def add_bridge():
    must("ip", "link", "add", "ancloud", "type", "bridge")
    must("ip", "addr", "add", "192.168.240.1/24", "dev", "ancloud")
    must("ip", "link", "set", "ancloud", "up")


def main(*tests):
    """Runs each `test(Lab)` and demands that it leaves the machine as it was."""
    if not ANCLOUD:
        sys.exit("ANCLOUD must name the binary")
    if os.geteuid() != 0:
        skip("needs root")
    if not shutil.which("ip"):
        skip("iproute2 is not installed")
    namespaces.enter(USER)
    add_bridge()
    for test in tests:
        with tempfile.TemporaryDirectory(prefix="ancloud-container-") as folder:  # 0700, like /root
            lab = Lab(pathlib.Path(folder))
            before = lab.leftovers()
            try:
                test(lab)
                after = lab.leftovers()
                assert after == before, f"left behind: {set(after) ^ set(before)}"
            except AssertionError:
                for log in lab.instance.glob("logs/*"):
                    print(f"--- {log.name}\n{log.read_text(errors='replace')}")
                raise
            finally:
                lab.clean()
        print(f"ok {test.__name__}")


class Lab:
    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data path"
        self.instance = self.data / "instances/default"

    def tree(self, init=INIT, name="root", owner=100000):
        """A root with busybox and `init` as its first program."""
        root = self.folder / name
        for directory in ["bin", "proc", "sys", "dev", "data", "cache", "tmp"]:
            (root / directory).mkdir(parents=True)
        shutil.copy(busybox(), root / "bin/busybox")
        for applet in ["sh", "cat", "sleep", "id", "echo", "kill", "ls", "stty", "tty", "true"]:
            (root / "bin" / applet).symlink_to("busybox")
        (root / "init").write_text(init)
        (root / "init").chmod(0o755)
        (root / "noexec").write_text("just text")
        must("chown", "-R", f"{owner}:{owner}", str(root))
        return root

    def run(self, *args, code=0, **more):
        done = subprocess.run([ANCLOUD, "--data-path", str(self.data), *args], text=True, capture_output=True,
                              timeout=120, **more)
        assert code in (None, done.returncode), f"{args}: exit {done.returncode}, not {code}: {done.stdout}{done.stderr}"
        return done

    def start(self, root, *flags, code=0):
        return self.run("container", "start", "--rootfs", str(root), *flags, code=code)

    def stop(self, *flags, code=0):
        return self.run("container", "stop", *flags, code=code)

    def status(self, code=0):
        return json.loads(self.run("--json", "container", "status", code=code).stdout)

    def shell(self, *command, code=0, **more):
        return self.run("shell", "--", *command, code=code, **more).stdout

    def console(self):
        return (self.instance / "logs/console.log").read_text(errors="replace")

    def wait(self, what, condition, limit=20):
        """Until condition() holds: nothing here tells by itself when it does."""
        end = time.monotonic() + limit
        while not condition():
            reap()
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.01)

    def leftovers(self):
        """Mounts, links, control groups of ours and processes in these namespaces."""
        reap()
        mounts = [line.split(" ", 2)[2] for line in open("/proc/self/mountinfo")]
        links = must("ip", "-o", "link").splitlines()
        links = [line.split(": ")[1] for line in links]
        # Other tests may run containers of theirs at the same time: only ours carry our instances' hash.
        groups = [path for path in control_groups() if self.tag() in path]
        processes = [pid for pid in os.listdir("/proc") if pid.isdigit() and self.command(pid)]
        stages = os.listdir("/run/ancloud") if os.path.isdir("/run/ancloud") else []
        return sorted(mounts + links + groups + processes + [s for s in stages if self.tag() in s])

    def tag(self, name="default"):
        value = 2166136261
        for byte in str(self.data / "instances" / name).encode():
            value = (value ^ byte) * 16777619 & 0xffffffff
        return f"{value:08x}"

    @staticmethod
    def command(pid):
        try:
            line = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            return line and pid != str(os.getpid()) and b"find" not in line
        except OSError:
            return False

    def in_terminal(self, *args, steps=()):
        """Runs ancloud on a terminal of its own, 77 columns by 33 lines. Each step is (text to wait for, what to
        do with the terminal's descriptor). Returns output and exit code."""
        master, slave = pty.openpty()
        resize(master, 33, 77)

        def own_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        child = subprocess.Popen([ANCLOUD, "--data-path", str(self.data), *args], stdin=slave, stdout=slave,
                                 stderr=slave, preexec_fn=own_terminal)
        os.close(slave)
        out, seen, steps = b"", 0, list(steps)
        end = time.monotonic() + 30
        while True:
            assert time.monotonic() < end, f"terminal: waited in vain, got {out!r}"
            if not select.select([master], [], [], 1)[0]:
                continue
            try:
                piece = os.read(master, 4096)
            except OSError:  # EIO: nobody has it open any more
                break
            out += piece
            if steps and steps[0][0] in out[seen:]:
                seen = len(out)
                steps.pop(0)[1](master)
        os.close(master)
        return out, child.wait(10)

    def clean(self):
        subprocess.run([ANCLOUD, "--data-path", str(self.data), "container", "stop", "--timeout", "0"],
                       capture_output=True)
