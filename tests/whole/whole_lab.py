"""What the end-to-end tests share: namespaces of their own, the machine before and after, a running `ancloud run`."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import namespaces  # noqa: E402
from namespaces import must  # noqa: E402

ANCLOUD = os.environ.get("ANCLOUD", "")
BUILD = os.environ.get("ANCLOUD_BUILD", "")
USER = "4712"  # the session's id; Android's uid 1000
LIMIT_S = 90


def skip(reason):
    print(reason)
    sys.exit(77)


def expect(holds, why):
    if not holds:
        raise AssertionError(why)


def wait_until(condition, what, limit_s=LIMIT_S):
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < end, f"waited {limit_s} s for: {what}")
        time.sleep(0.02)


def enter():
    """Goes into namespaces of its own, with an empty /run."""
    if not ANCLOUD:
        sys.exit("ANCLOUD must name the binary")
    if os.geteuid() != 0:
        skip("needs root")
    namespaces.enter(USER)
    must("mount", "-t", "tmpfs", "tmpfs", "/run")


def processes():
    """Command lines of all processes of this pid namespace but ours."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in (1, os.getpid()):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            except OSError:
                continue
            if line:
                found.append(line)
    return sorted(found)


class Lab:
    """A data path (0700, as below /root) and what of the machine must be as before."""

    def __init__(self, folder):
        self.data = str(folder / "data")
        self.instance = pathlib.Path(self.data, "instances", "default")
        os.mkdir(self.data)

    def ancloud(self, *words, check=True, **more):
        done = subprocess.run([ANCLOUD, "--data-path", self.data, *words], capture_output=True, text=True,
                              timeout=LIMIT_S, stdin=subprocess.DEVNULL, **more)
        if check:
            expect(done.returncode == 0, f"ancloud {words}: exit {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def start(self, *flags):
        """`ancloud run` in the background, its output in a file."""
        self.log = open(os.path.join(self.data, "run.log"), "w+b")
        return subprocess.Popen([ANCLOUD, "--data-path", self.data, "run", "--headless", *flags],
                                stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode()

    def wait(self, rung):
        self.ancloud("wait", "--for", rung, "--timeout", f"{LIMIT_S}s")

    def screenshot(self, name):
        path = os.path.join(self.data, name)
        self.ancloud("screenshot", "-o", path)
        return path

    def own_cgroups(self):
        """Control groups of this data path's instance; other instances may run on this machine meanwhile."""
        config = self.instance / "containers" / "default" / "config"
        text = config.read_text() if config.exists() else ""
        tag = re.search(r"^lxc\.cgroup\.dir\.container = ancloud/(\S+)/container$", text, re.M)
        if not tag:
            return []
        return sorted(str(p) for p in pathlib.Path("/sys/fs/cgroup").rglob(tag[1] + "*") if p.is_dir())

    def machine(self):
        """Mounts, links, addresses, rules, forwarding, processes: what a run may not leave changed."""
        return {
            "mounts": sorted(" ".join(line.split()[4:5]) for line in open("/proc/self/mountinfo")),
            "links": [(link["ifname"], [a["local"] for a in link["addr_info"]])
                      for link in json.loads(must("ip", "-j", "addr"))],
            "rules": [line for line in must("iptables-save").splitlines() if line.startswith("-A")] +
            [line for line in must("nft", "list", "tables").splitlines() if "ancloud" in line],
            "forwarding": open("/proc/sys/net/ipv4/ip_forward").read(),
            "processes": processes(),
            "cgroups": self.own_cgroups(),
            "run": sorted(os.listdir("/run/ancloud")) if os.path.isdir("/run/ancloud") else [],
        }


def bar_code(path):
    """The frame number modulo 65536 that the demo guest shows (cmd/ancloud-guest/barcode.h)."""
    from PIL import Image
    image = Image.open(path).convert("L")
    width, height = image.size
    unit = min(width // 18, height // 32)
    left, bottom = (width - 16 * unit) // 2, height - 2 * unit // 3
    number = 0
    for i in range(16):
        shade = image.getpixel((left + i * unit + unit // 2, bottom - unit // 2))
        expect(shade < 8 or shade > 247, f"block {i} is black or white, not {shade}")
        number = number << 1 | (shade > 127)
    return number


def main(*tests):
    enter()
    for test in tests:
        with tempfile.TemporaryDirectory(prefix="ancloud-whole-") as folder:
            lab = Lab(pathlib.Path(folder))
            try:
                test(lab)
            except BaseException:
                for path in sorted(pathlib.Path(lab.data).rglob("*.log")):
                    print(f"--- {path}\n" + path.read_text(errors="replace")[-3000:])
                raise
        print(f"{test.__name__}: ok")
