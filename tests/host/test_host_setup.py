#!/usr/bin/env python3
"""host-setup on the real kernel: each scenario in network and mount namespaces of its own.

The users file is a private copy, so nothing of the machine itself changes. A scenario runs with rules in either
variant of iptables ("nft", "legacy"), or in a table of our own in nftables ("table"). Needs root, ip, iptables, nft.
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
WAYS = [*VARIANTS, "table"]
OURS = {"nft": 9, "legacy": 9, "table": 8}  # rules: nftables fills no checksums
BASE = ["host-setup", "--without", "binder", "--without", "selinux"]


def sh(*argv, **more):
    return subprocess.run(argv, capture_output=True, text=True, **more)


def has_module(name):
    return shutil.which("modprobe") is not None and sh("modprobe", "-n", name).returncode == 0


def must(*argv, **more):
    done = sh(*argv, **more)
    assert done.returncode == 0, f"{argv}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


SERVER = """
import socket
server = socket.create_server(("203.0.113.1", 80))
while True:
    connection, peer = server.accept()
    connection.sendall(peer[0].encode())
    connection.close()
"""
# A dropped packet is known by silence alone; the first try may come before the server listens.
CLIENT = """
import socket, time
for attempt in range(8):
    try:
        connection = socket.create_connection(("203.0.113.1", 80), timeout=0.5)
        print(connection.recv(100).decode())
        break
    except ConnectionRefusedError:
        time.sleep(0.25)
    except OSError:
        break
"""


def inside(namespace, *argv):
    return must("nsenter", "-t", str(namespace.pid), "-n", *argv)


class World:
    """One scenario's namespaces: data path, private /etc, the host's iptables variant."""

    def __init__(self, way):
        variant = "nft" if way == "table" else way
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
        self.env["ANCLOUD_NETWORK_FIREWALL"] = "nft" if way == "table" else "iptables"
        self.bin = bin_dir
        self.children = []

    def close(self):
        for child in self.children:
            child.kill()
            child.wait()
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

    def program(self, name, text):
        """A program on this scenario's PATH."""
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def namespace(self, *argv):
        """A network namespace of its own; the process that keeps it."""
        child = subprocess.Popen(["unshare", "-n", *(argv or ["sleep", "1000"])])
        self.children.append(child)
        end = time.monotonic() + 20
        while os.readlink(f"/proc/{child.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            assert time.monotonic() < end, "no namespace"
            time.sleep(0.01)
        return child

    def neighbours(self):
        """A guest at the bridge, and a server beyond the host that answers with the address it sees."""
        guest, far = self.namespace(), self.namespace()
        must("ip", "link", "add", "up0", "type", "veth", "peer", "name", "far0", "netns", str(far.pid))
        must("ip", "addr", "add", "203.0.113.2/24", "dev", "up0")
        must("ip", "link", "set", "up0", "up")
        must("ip", "route", "add", "default", "via", "203.0.113.1")
        inside(far, "ip", "addr", "add", "203.0.113.1/24", "dev", "far0")
        inside(far, "ip", "link", "set", "far0", "up")
        self.children.append(subprocess.Popen(["nsenter", "-t", str(far.pid), "-n", sys.executable, "-c", SERVER]))
        return guest

    def plug(self, guest, network="192.168.240"):
        """As LXC plugs a guest in."""
        must("ip", "link", "add", "g0", "type", "veth", "peer", "name", "eth0", "netns", str(guest.pid))
        must("ip", "link", "set", "g0", "master", "ancloud", "up")
        inside(guest, "ip", "addr", "add", f"{network}.2/24", "dev", "eth0")
        inside(guest, "ip", "link", "set", "eth0", "up")
        inside(guest, "ip", "route", "add", "default", "via", f"{network}.1")

    def reach(self, guest):
        """The address that the far server saw, or "" when nothing came through."""
        return sh("nsenter", "-t", str(guest.pid), "-n", sys.executable, "-c", CLIENT).stdout.strip()

    def states(self):
        text = must(ANCLOUD, "--json", "--data-path", self.data, *BASE, "--status", env=self.env)
        states = {row["step"]: row["state"] for row in json.loads(text)["items"]}
        if not os.path.exists("/sys/kernel/security/apparmor"):  # then there is nothing to hold
            assert states.pop("apparmor", "skipped") == "skipped", states
        return states

    def snapshot(self):
        links = [(link["ifname"], link.get("linkinfo", {}).get("info_kind"), link.get("master"),
                  "UP" in link["flags"]) for link in json.loads(must("ip", "-d", "-j", "link"))]
        addresses = [(link["ifname"], info["local"], info["prefixlen"])
                     for link in json.loads(must("ip", "-4", "-j", "addr"))
                     for info in link["addr_info"]]
        rules = {v: [line for line in must(f"iptables-{v}-save").splitlines() if line.startswith("-")]
                 for v in VARIANTS}
        # Without counters. Empty tables of iptables-nft stay once they were used.
        rules["table"] = [line.strip() for line in must("nft", "-s", "list", "ruleset").splitlines()
                          if 'comment "ancloud"' in line]
        tables = [line for line in must("nft", "list", "tables").split("\n") if line and "filter" not in line
                  and "nat" not in line and "mangle" not in line]
        made = sorted(str(p.relative_to(self.data)) for p in self.data.glob("*")
                      if p.name not in ("host", "host.lock"))
        return {
            "links": links, "addresses": addresses, "rules": rules, "tables": tables, "data": made,
            "chosen": (self.data / "host/network").exists(),
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
    assert len(after["rules"][variant]) == OURS[variant], after["rules"]
    for other in VARIANTS:
        assert other == variant or not after["rules"][other], after["rules"]
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
    world.env["ANCLOUD_NETWORK_ADDRESS"] = "192.168.240.1/24"  # asked for, so nothing else is taken
    refused(8, "192.168.240.0/24 is in use: interface lan0 has 192.168.240.77/24")
    must("ip", "addr", "del", "192.168.240.77/24", "dev", "lan0")
    must("ip", "route", "add", "192.168.240.128/25", "dev", "lan0")
    refused(8, "a route to 192.168.240.128/25 goes through interface lan0")
    must("ip", "link", "del", "lan0")
    del world.env["ANCLOUD_NETWORK_ADDRESS"]

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


def packets_go_out_masqueraded(world, variant):
    """From a guest's namespace through the host's to a third one, and the rules count them."""
    guest = world.neighbours()
    world.apply()
    world.plug(guest)
    assert world.reach(guest) == "203.0.113.2", "the far server sees the host's address"
    if variant == "table":
        counted = [rule["expr"] for entry in json.loads(must("nft", "-j", "list", "table", "ip", "ancloud"))["nftables"]
                   if (rule := entry.get("rule")) and rule["chain"] in ("forward", "postrouting")]
        packets = {str(expr[-1]): expr[-2]["counter"]["packets"] for expr in counted}
        assert packets["{'masquerade': None}"] >= 1 and packets["{'accept': None}"] >= 1, packets
        assert packets["{'drop': None}"] == 0, packets
    must("ip", "link", "del", "g0")
    assert world.undo()["left"] == []
    must("ip", "link", "del", "up0")


def no_packet_is_routed_from_guest_to_guest(world, _variant):
    """A guest that sends to the gateway what is for its neighbour reaches nobody."""
    guest, other = world.namespace(), world.namespace()
    world.apply()
    world.plug(guest)
    must("ip", "link", "add", "g1", "type", "veth", "peer", "name", "eth0", "netns", str(other.pid))
    must("ip", "link", "set", "g1", "master", "ancloud", "up")
    inside(other, "ip", "addr", "add", "192.168.240.3/32", "dev", "eth0")
    inside(other, "ip", "link", "set", "eth0", "up")
    inside(other, "ip", "route", "add", "192.168.240.1", "dev", "eth0")
    inside(other, "ip", "route", "add", "default", "via", "192.168.240.1")
    inside(guest, "ip", "route", "add", "192.168.240.3", "via", "192.168.240.1")
    pathlib.Path("/proc/sys/net/ipv4/conf/ancloud/send_redirects").write_text("0")
    server = subprocess.Popen(["nsenter", "-t", str(other.pid), "-n", sys.executable, "-c",
                               SERVER.replace("203.0.113.1", "192.168.240.3")])
    world.children.append(server)
    client = CLIENT.replace("203.0.113.1", "192.168.240.3")
    assert sh("nsenter", "-t", str(guest.pid), "-n", sys.executable, "-c", client).stdout == ""
    world.undo()
    pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    must("ip", "addr", "add", "192.168.240.1/24", "dev", "ancloud")
    must("ip", "link", "set", "ancloud", "up")
    assert sh("nsenter", "-t", str(guest.pid), "-n", sys.executable, "-c", client).stdout == "192.168.240.2\n", \
        "without our rules that way is open, so the test tries what it says"


def docker(variant):
    """What dockerd does that matters here: nothing is forwarded but by its chains."""
    iptables = f"iptables-{variant}"
    must(iptables, "-P", "FORWARD", "DROP")
    must(iptables, "-N", "DOCKER-USER")
    must(iptables, "-A", "DOCKER-USER", "-j", "RETURN")
    must(iptables, "-I", "FORWARD", "-j", "DOCKER-USER")


def beside_docker(world, variant):
    """With Docker's rules in each variant of iptables a packet goes through, and they are as before in the end."""
    guest = world.neighbours()
    for flavour in VARIANTS:
        docker(flavour)
        before = world.snapshot()
        policies = [must(f"iptables-{flavour}", "-S") for flavour in VARIANTS]
        world.apply()
        world.plug(guest)
        assert world.reach(guest) == "203.0.113.2", f"beside Docker in iptables-{flavour}: {world.states()}"
        assert world.states()["docker-forward"] == "holds", world.states()
        must("ip", "link", "del", "g0")
        undone = world.undo()
        assert undone["left"] == [] and "docker-forward" in undone["undone"], undone
        equal(before, world.snapshot(), f"undo beside Docker in iptables-{flavour}")
        assert policies == [must(f"iptables-{flavour}", "-S") for flavour in VARIANTS]
        for word in (["-P", "FORWARD", "ACCEPT"], ["-F"], ["-X"]):
            must(f"iptables-{flavour}", *word)
    must("ip", "link", "del", "up0")


# A firewalld of its command line, its exit codes and its words (1.3.3, Debian 12); in its table, which the scenario
# makes, a rule stands for a zone.
FIREWALL_CMD = r"""#!/bin/sh
trusted() { nft -a list chain inet firewalld filter_FORWARD | sed -n "s/.*iifname \"$1\".*handle //p"; }
case "$*" in
--get-zone-of-interface=*)
  [ -n "$(trusted "${1#*=}")" ] && echo trusted && exit 0
  echo "no zone"; exit 2;;
"--zone=trusted --add-interface="*)
  name=${2#*=}
  nft insert rule inet firewalld filter_FORWARD iifname "$name" accept && echo success;;
"--zone=trusted --remove-interface="*)
  name=${2#*=}
  handle=$(trusted "$name")
  [ -n "$handle" ] || { echo "Error: UNKNOWN_INTERFACE: '$name' is not in any zone" >&2; exit 17; }
  nft delete rule inet firewalld filter_FORWARD handle "$handle" && echo success;;
*) echo "usage: see firewall-cmd man page" >&2; exit 2;;
esac
"""


def beside_firewalld(world, _variant):
    """firewalld, of which only its program is not the real one, gets the bridge into its zone trusted, and back."""
    guest = world.neighbours()
    world.program("firewall-cmd", FIREWALL_CMD)
    must("nft", "add", "table", "inet", "firewalld")
    must("nft", "add chain inet firewalld filter_FORWARD { type filter hook forward priority 10; policy accept; }")
    must("nft", "add rule inet firewalld filter_FORWARD ct state established,related accept")
    must("nft", "add rule inet firewalld filter_FORWARD reject with icmpx admin-prohibited")
    rejecting = must("nft", "list", "table", "inet", "firewalld")
    before = world.snapshot()
    world.apply()
    world.plug(guest)
    assert world.reach(guest) == "203.0.113.2", world.states()
    assert world.states()["firewalld-zone"] == "holds"
    must("ip", "link", "del", "g0")
    assert world.undo()["left"] == []
    equal(before, world.snapshot(), "undo beside firewalld")
    assert must("nft", "list", "table", "inet", "firewalld") == rejecting
    must("ip", "link", "del", "up0")


def an_unknown_wall_is_named_with_the_command_that_opens_it(world, _variant):
    guest = world.neighbours()
    must("nft", "add", "table", "inet", "wall")
    must("nft", "add chain inet wall gate { type filter hook forward priority -5; policy drop; }")
    done = world.ancloud(*BASE)
    assert done.returncode == 0, done
    assert "forward-policy: skipped, nftables drops what guests send: chain gate of table inet wall" in done.stderr, done
    world.plug(guest)
    assert world.reach(guest) == ""
    text = must(ANCLOUD, "--data-path", world.data, *BASE, "--dry-run", env=world.env)
    hint = [line for line in text.splitlines() if line.startswith("# hint: ")]
    assert len(hint) == 1 and "nft insert rule inet wall gate" in hint[0], text
    must("sh", "-e", "-c", hint[0].removeprefix("# hint: "))
    assert world.reach(guest) == "203.0.113.2"
    assert world.states()["forward-policy"] == "holds"
    world.undo()


def ufw_is_left_to_its_administrator(world, _variant):
    """ufw keeps its rules in files: what it drops is told, and its own command is named."""
    rules = pathlib.Path(__file__).resolve().parents[1] / "unit/host/rulesets/ufw.iptables"
    must("iptables-nft-restore", str(rules))
    before = world.snapshot()
    done = world.ancloud(*BASE)
    assert done.returncode == 0, done
    assert "ufw route allow in on ancloud" in done.stderr, done.stderr
    world.undo()
    equal(before, world.snapshot(), "undo beside ufw")


def auto_takes_what_the_host_uses(world, _variant):
    world.env["ANCLOUD_NETWORK_FIREWALL"] = "auto"
    clean = world.snapshot()
    world.apply()
    assert len(world.snapshot()["rules"]["table"]) == OURS["table"], "nothing uses iptables here"
    must("iptables-legacy", "-A", "INPUT", "-i", "lo", "-j", "ACCEPT")
    world.apply()
    assert world.states()["firewall-nft"] == "holds", "where our rules are, they stay"
    assert world.undo()["left"] == []
    world.apply()
    rules = world.snapshot()["rules"]
    assert len(rules["legacy"]) == OURS["legacy"] + 1 and not rules["table"], rules
    assert world.undo()["left"] == []
    must("iptables-legacy", "-F")
    equal(clean, world.snapshot(), "auto, both ways")
    world.env["ANCLOUD_NETWORK_FIREWALL"] = "none"
    world.apply()
    assert not any(world.snapshot()["rules"].values()) and "firewall" not in world.states()
    world.undo()


def another_range_where_the_default_is_taken(world, _variant):
    before = world.snapshot()
    must("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1")
    must("ip", "addr", "add", "192.168.240.77/22", "dev", "lan0")  # 192.168.240.0 to 192.168.243.255
    must("ip", "link", "set", "lan0", "up")
    done = world.ancloud(*BASE)
    assert done.returncode == 0, done
    assert "network-choice: the containers' range is 172.28.240.0/24, since 192.168.240.0/24 is in use: " \
           "interface lan0 has 192.168.240.77/22" in done.stderr, done.stderr
    assert ("ancloud", "172.28.240.1", 24) in world.snapshot()["addresses"]

    def in_use():
        rows = json.loads(must(ANCLOUD, "--json", "--data-path", world.data, "config", "show", "--origin",
                               env=world.env))["items"]
        row = [row for row in rows if row["key"] == "network.address"][0]
        return row["value"], row["source"]

    assert in_use() == ("172.28.240.1/24", "host-setup")
    must("ip", "link", "del", "lan0")
    world.apply()
    assert in_use() == ("172.28.240.1/24", "host-setup"), "it stays, though the default is free again"
    assert set(world.states().values()) == {"holds"}, world.states()
    assert world.undo()["left"] == []
    equal(before, world.snapshot(), "undo of another range")
    assert in_use() == ("192.168.240.1/24", "default")
    (world.data / "host/network").write_text("no address\n")
    done = world.ancloud("config", "show")
    assert done.returncode == 2 and "host/network" in done.stderr and "remove it" in done.stderr, done


# Scenario → the ways in which it is worth running.
SCENARIOS = {round_trip: WAYS, printed_commands: WAYS, changed_since: VARIANTS,
             forwarding_that_was_on_stays: ["nft"], killed: ["nft", "table"], refusals: ["nft"],
             packets_go_out_masqueraded: WAYS, no_packet_is_routed_from_guest_to_guest: WAYS, beside_docker: WAYS,
             beside_firewalld: ["table", "legacy"], an_unknown_wall_is_named_with_the_command_that_opens_it: ["table"],
             ufw_is_left_to_its_administrator: ["table"], auto_takes_what_the_host_uses: ["legacy"],
             another_range_where_the_default_is_taken: ["table"]}


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
    for tool in ["ip", "nft", "nsenter", "unshare", "xtables-nft-multi", "xtables-legacy-multi", "useradd"]:
        if shutil.which(tool) is None:
            print(f"needs {tool}")
            return 77
    failed = 0
    for one, ways in SCENARIOS.items():
        for variant in ways:
            done = sh("unshare", "-n", "-m", sys.executable, __file__, one.__name__, variant)
            print(f"{'ok' if done.returncode == 0 else 'FAILED'} {one.__name__} {variant}")
            if done.returncode != 0:
                failed += 1
                print(done.stdout, done.stderr, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
