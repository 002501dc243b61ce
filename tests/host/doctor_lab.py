"""What the doctor's tests share: namespaces to break things in, and the doctor's words as values.

Each scenario runs in a process with mount and network namespaces of its own, so that what it breaks heals by itself.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from namespaces import must  # noqa: E402, F401

ANCLOUD = os.environ.get("ANCLOUD", "build/ancloud")
BUILD = os.environ.get("ANCLOUD_BUILD", "build")
# A healthy probe takes some milliseconds; a busy machine gets a minute before it counts as hanging.
PATIENCE = "60s"


def skip(reason):
    print(reason)
    sys.exit(77)


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.data.mkdir()
        self.env = {key: value for key, value in os.environ.items()
                    if not key.startswith(("ANCLOUD_", "SUDO_", "XDG_"))}
        self.env.update(NO_COLOR="1", HOME=str(self.folder))

    def run(self, *args, data=None, env=None, prefix=(), timeout=PATIENCE, **more):
        return subprocess.run([*prefix, ANCLOUD, "--data-path", str(data or self.data), "doctor", "--timeout", timeout,
                               *args], capture_output=True, text=True, env={**self.env, **(env or {})}, timeout=300,
                              **more)

    def look(self, probe, *args, exits=None, **more):
        """The findings of one probe by code; those without are under ""."""
        done = self.run("--only", probe, "--json", *args, **more)
        assert done.returncode in (0, 1, 5) and not done.stderr, done
        report = json.loads(done.stdout)
        assert report["schema"] == "ancloud.doctor.v1" and report["exit_code"] == done.returncode, report
        assert exits in (None, done.returncode), report
        assert {finding["probe"] for finding in report["findings"]} <= set(probe.split(",")), report
        return {finding["code"]: finding for finding in report["findings"]}

    def finds(self, probe, code, *words, severity=None, **more):
        """That code is among the findings, says these words, and what to do."""
        found = self.look(probe, **more)
        assert code in found, f"{probe}: no {code} in {found}"
        finding = found[code]
        for word in words:
            assert word in " ".join([finding["cause"], finding["command"], finding["advice"]]), finding
        assert severity in (None, finding["severity"]), finding
        if finding["severity"] in ("warning", "problem"):
            assert finding["command"] or finding["advice"], finding
        return finding

    def bind(self, content, target, mode=0o644):
        """A file of that content over another, in these namespaces alone."""
        number = len(list(self.folder.glob("bound-*")))
        path = self.folder / f"bound-{number}"
        path.write_text(content)
        path.chmod(mode)
        must("mount", "--bind", path, target)


def main(*scenarios):
    if os.geteuid() != 0:
        skip("needs root")
    for tool in ("unshare", "ip", "mount"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    wanted = os.environ.get("ANCLOUD_DOCTOR_SCENARIO")
    if wanted:
        must("ip", "link", "set", "lo", "up")
        scenario = next(each for each in scenarios if each.__name__ == wanted)
        with tempfile.TemporaryDirectory(prefix="ancloud-doctor-") as folder:
            os.chmod(folder, 0o755)
            world = World(folder)
            # Data on a file system of its own: what lies under a build may be an overlay.
            must("mount", "-t", "tmpfs", "-o", "mode=755", "doctor", world.data)
            try:
                scenario(world)
            finally:
                os.chdir("/")
                for line in reversed(pathlib.Path("/proc/self/mounts").read_text().splitlines()):
                    target = line.split()[1]
                    if target.startswith(folder):
                        subprocess.run(["umount", "-l", target], check=False)
        return
    failed = []
    for scenario in scenarios:
        done = subprocess.run(["unshare", "-m", "-n", "--propagation", "private", sys.executable, sys.argv[0]],
                              env=dict(os.environ, ANCLOUD_DOCTOR_SCENARIO=scenario.__name__))
        print(("ok " if done.returncode == 0 else "FAILED ") + scenario.__name__, flush=True)
        if done.returncode != 0:
            failed.append(scenario.__name__)
    sys.exit(1 if failed else 0)
