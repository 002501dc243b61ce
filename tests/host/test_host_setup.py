#!/usr/bin/env python3
"""host-setup on the real kernel: each scenario in network and mount namespaces of its own.

The users file is a private copy, so nothing of the machine itself changes. Needs root, ip, iptables.
"""
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ANCLOUD = os.environ.get("ANCLOUD", "build/ancloud")
VARIANTS = ["nft", "legacy"]
BASE = ["host-setup", "--without", "binder", "--without", "selinux"]


def sh(*argv, **more):
    return subprocess.run(argv, capture_output=True, text=True, **more)


def has_module(name):
    return shutil.which("modprobe") is not None and sh("modprobe", "-n", name).returncode == 0


def must(*argv, **more):
    done = sh(*argv, **more)
    assert done.returncode == 0, f"{argv}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


class World:
    """One scenario's namespaces: data path, private /etc, the host's iptables variant."""

    def __init__(self, variant):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="host-setup-"))
        must("mount", "-t", "tmpfs", "host-setup", self.dir)
        self.data = self.dir / "data"
        shutil.copytree("/etc", self.dir / "etc", symlinks=True)
        must("mount", "--bind", self.dir / "etc", "/etc")
        bin_dir = self.dir / "bin"
        bin_dir.mkdir()
        for tool in ["iptables", "iptables-save", "iptables-restore"]:
            os.symlink(shutil.which(f"xtables-{variant}-multi"), bin_dir / tool)
        self.env = {**os.environ, "PATH": f"{bin_dir}:{os.environ['PATH']}"}
        self.env.pop("SUDO_UID", None)

    def close(self):
        sh("umount", "/etc")
        sh("umount", self.dir)
        os.rmdir(self.dir)

    def ancloud(self, *args, **more):
        return sh(ANCLOUD, "--data-path", self.data, *args, env=self.env, **more)

    def apply(self, *args):
        return must(ANCLOUD, "--data-path", self.data, *BASE, *args, env=self.env)

    def undo(self):
        return json.loads(must(ANCLOUD, "--json", "--data-path", self.data, "host-setup", "--undo",
                               env=self.env))

    def states(self):
        text = must(ANCLOUD, "--json", "--data-path", self.data, *BASE, "--status", env=self.env)
        return {row["step"]: row["state"] for row in json.loads(text)["items"]}

    def snapshot(self):
        links = [(link["ifname"], link.get("linkinfo", {}).get("info_kind"), link.get("master"),
                  "UP" in link["flags"]) for link in json.loads(must("ip", "-d", "-j", "link"))]
        addresses = [(link["ifname"], info["local"], info["prefixlen"])
                     for link in json.loads(must("ip", "-4", "-j", "addr"))
                     for info in link["addr_info"]]
        rules = {v: [line for line in must(f"iptables-{v}-save").splitlines() if line.startswith("-")]
                 for v in VARIANTS}
        made = sorted(str(p.relative_to(self.data)) for p in self.data.glob("*")
                      if p.name not in ("host", "host.lock"))
        return {
            "links": links, "addresses": addresses, "rules": rules, "data": made,
            # The kernel marks a bridge without ports "linkdown" some time after it came up.
            "routes": must("ip", "-4", "route", "show", "table", "all").replace(" linkdown", ""),
            "forward": pathlib.Path("/proc/sys/net/ipv4/ip_forward").read_text(),
            "users": pathlib.Path("/etc/passwd").read_text() + pathlib.Path("/etc/group").read_text(),
            "mounts": pathlib.Path("/proc/self/mountinfo").read_text(),
        }


def equal(a, b, what):
    differing = {key: (a[key], b[key]) for key in a if a[key] != b[key]}
    assert not differing, f"{what}: {differing}"


def round_trip(world, variant):
    """Apply, apply again, undo: what is there is what is documented, and then what was there before."""
    before = world.snapshot()
    world.apply()
    after = world.snapshot()
    assert ("ancloud", "bridge", None, True) in after["links"], after["links"]
    assert ("ancloud", "192.168.240.1", 24) in after["addresses"]
    assert after["forward"] == "1\n"
    assert len(after["rules"][variant]) == 8, after["rules"]
    other = VARIANTS[1 - VARIANTS.index(variant)]
    assert not after["rules"][other], after["rules"]
    assert "ancloud:" in after["users"]
    assert after["data"] == ["images", "instances", "sockets"]
    assert set(world.states().values()) == {"holds"}, world.states()
    world.apply()
    equal(after, world.snapshot(), "the second run changed something")
    assert world.undo()["left"] == []
    equal(before, world.snapshot(), "undo left or took something")
    assert world.undo()["undone"] == []


def printed_commands(world, _variant):
    """What --dry-run prints, run by a shell, makes every check hold."""
    before = world.snapshot()
    text = must(ANCLOUD, "--data-path", world.data, *BASE, "--dry-run", env=world.env)
    assert not world.data.exists(), "--dry-run made the data path"
    equal(before, world.snapshot(), "--dry-run changed something")
    must("sh", "-e", "-c", text, env=world.env)
    assert set(world.states().values()) == {"holds"}, world.states()
    assert world.undo()["undone"] == [], "what a shell did is not ours to undo"


def changed_since(world, variant):
    """A foreign port and an edited rule stay, and are named."""
    world.apply()
    must("ip", "link", "add", "vm0", "type", "veth", "peer", "name", "vm1")
    must("ip", "link", "set", "vm0", "master", "ancloud")
    rule = ["FORWARD", "-i", "ancloud", "-m", "comment", "--comment", "ancloud", "-j"]
    must("iptables", "-D", *rule, "ACCEPT", env=world.env)
    must("iptables", "-A", *rule, "DROP", env=world.env)
    pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("0\n")
    left = world.undo()["left"]
    assert any("ancloud stays" in what and "vm0" in what for what in left), left
    assert any("rule changed" in what and "-j DROP" in what for what in left), left
    after = world.snapshot()
    assert {link[0] for link in after["links"]} == {"lo", "ancloud", "vm0", "vm1"}, after["links"]
    assert len(after["rules"][variant]) == 1, after["rules"]
    assert after["addresses"] == [] and after["forward"] == "0\n"


def forwarding_that_was_on_stays(world, _variant):
    pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("1\n")
    before = world.snapshot()
    world.apply()
    world.undo()
    equal(before, world.snapshot(), "undo")


def killed(world, _variant):
    """Killed while a journal line is written, at every few bytes; then at moments of a clock."""
    before = world.snapshot()
    without_user = ["--without", "user"]  # useradd's own files must not meet the size limit
    world.apply(*without_user)
    clean = world.snapshot()
    length = (world.data / "host/journal").stat().st_size
    world.undo()

    def mended(what):
        world.apply(*without_user)
        equal(clean, world.snapshot(), f"{what}, then a new run")
        assert world.undo()["left"] == []
        equal(before, world.snapshot(), f"{what}, then a new run and an undo")

    for limit in list(range(0, length, 149)) + [length - 1]:
        done = world.ancloud(*BASE, *without_user, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        assert done.returncode == -signal.SIGXFSZ, f"limit {limit}: {done}"
        mended(f"killed at journal byte {limit}")
    for moment in range(6):
        child = subprocess.Popen([ANCLOUD, "--data-path", world.data, *BASE, *without_user],
                                 env=world.env, stderr=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL)
        time.sleep(0.01 * moment)
        child.kill()
        child.wait()
        mended(f"killed after {10 * moment} ms")


def refusals(world, _variant):
    def refused(code, *words):
        before = world.snapshot()
        done = world.ancloud(*BASE)
        assert done.returncode == code, done
        for word in words:
            assert word in done.stderr, done.stderr
        equal(before, {**world.snapshot(), "data": before["data"]}, "a refusal changed something")

    must("ip", "link", "add", "ancloud", "type", "veth", "peer", "name", "far")
    refused(8, "interface ancloud exists and is no bridge (veth)", "network.bridge")
    must("ip", "link", "del", "ancloud")

    must("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1")
    must("ip", "addr", "add", "192.168.240.77/24", "dev", "lan0")
    must("ip", "link", "set", "lan0", "up")
    refused(8, "192.168.240.0/24 is in use: interface lan0 has 192.168.240.77/24")
    must("ip", "addr", "del", "192.168.240.77/24", "dev", "lan0")
    must("ip", "route", "add", "192.168.240.128/25", "dev", "lan0")
    refused(8, "a route to 192.168.240.128/25 goes through interface lan0")
    must("ip", "link", "del", "lan0")

    if b"\tbinder\n" not in pathlib.Path("/proc/filesystems").read_bytes() and \
            not os.path.exists("/dev/binder") and not has_module("binder_linux"):
        done = world.ancloud("host-setup")
        assert done.returncode == 5, done
        assert done.stderr.count("no binder driver") == 1, done.stderr
        assert "CONFIG_ANDROID_BINDER_IPC" in done.stderr, done.stderr

    world.dir.chmod(0o755)
    binary = shutil.copy(ANCLOUD, world.dir / "ancloud")
    for more in ([], ["--undo"]):
        done = sh(binary, "--data-path", world.dir / "nobody", "host-setup", *more, user=65534,
                  group=65534, extra_groups=[], env={"PATH": world.env["PATH"], "HOME": "/"})
        assert done.returncode == 7, done
        assert not (world.dir / "nobody").exists()


# Scenario → variants of iptables it is worth running with.
SCENARIOS = {round_trip: VARIANTS, printed_commands: VARIANTS, changed_since: VARIANTS,
             forwarding_that_was_on_stays: ["nft"], killed: ["nft"], refusals: ["nft"]}


def main():
    if len(sys.argv) == 3:
        world = World(sys.argv[2])
        try:
            {one.__name__: one for one in SCENARIOS}[sys.argv[1]](world, sys.argv[2])
        finally:
            world.close()
        return 0
    if os.geteuid() != 0:
        print("needs root for network namespaces")
        return 77
    for tool in ["ip", "unshare", "xtables-nft-multi", "xtables-legacy-multi", "useradd"]:
        if shutil.which(tool) is None:
            print(f"needs {tool}")
            return 77
    failed = 0
    for one, variants in SCENARIOS.items():
        for variant in variants:
            done = sh("unshare", "-n", "-m", sys.executable, __file__, one.__name__, variant)
            print(f"{'ok' if done.returncode == 0 else 'FAILED'} {one.__name__} iptables-{variant}")
            if done.returncode != 0:
                failed += 1
                print(done.stdout, done.stderr, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
