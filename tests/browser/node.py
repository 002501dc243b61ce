"""Node and what npm brings for the tests, installed once into the build's folder."""
import contextlib
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

SRC = pathlib.Path(os.environ["ANCLOUD_SRC"])
BUILD = pathlib.Path(os.environ["ANCLOUD_BUILD"])


def skip(reason):
    print(reason)
    sys.exit(77)


def node(*args, **env):
    """Runs Node; the exit code is the test's."""
    if not shutil.which("node"):
        skip("no node")
    env = {**os.environ, **{name: str(value) for name, value in env.items()}}
    return subprocess.run(["node", *map(str, args)], env=env).returncode


@contextlib.contextmanager
def locked(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def modules():
    """The node_modules of tests/npm."""
    if not shutil.which("npm"):
        skip("no npm")
    folder = BUILD / "tests" / "npm"
    lock = SRC / "tests" / "npm" / "package-lock.json"
    with locked(folder):
        done = folder / "done"
        if not done.exists() or done.read_bytes() != lock.read_bytes():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SRC / "tests" / "npm" / name, folder)
            ended = subprocess.run(["npm", "ci", "--prefix", folder, "--no-audit", "--no-fund"],
                                   capture_output=True, text=True)
            if ended.returncode:
                skip(f"npm brings nothing: {ended.stderr.strip().splitlines()[-1:]}")
            shutil.copy(lock, done)
    return folder / "node_modules"


def assets():
    """The page's modules where Node takes them as such."""
    folder = BUILD / "tests" / "page"
    with locked(folder):
        shutil.copytree(SRC / "internal/web/page/assets", folder / "assets", dirs_exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}\n')
    return folder / "assets"


def chromium():
    found = shutil.which("chromium")
    return found or skip("no chromium")
