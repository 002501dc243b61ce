"""Network, mount and pid namespaces of a test's own, in which the machine's control groups stay those of the host."""
import os
import subprocess
import sys
import tempfile


def must(*argv):
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.returncode == 0, f"{argv}: exit {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


def enter(user):
    """Re-executes this program in them once, as started by sudo for `user`; returns inside. Needs root."""
    if os.environ.get("ANCLOUD_NAMESPACES") != "in":
        os.environ.update(ANCLOUD_NAMESPACES="in", SUDO_UID=user, SUDO_GID=user)
        os.execvp("unshare", ["unshare", "-n", "-m", "-p", "--fork", "--mount-proc", "--propagation", "private",
                              "--kill-child", sys.executable, *sys.argv])
    # LXC looks the bridge up in /sys, which must be this namespace's; the control groups stay the host's.
    keep = tempfile.mkdtemp(prefix="cgroups-")
    must("mount", "--rbind", "/sys/fs/cgroup", keep)
    must("mount", "-t", "sysfs", "sysfs", "/sys")
    must("mount", "--rbind", keep, "/sys/fs/cgroup")
    must("umount", "-l", keep)
    os.rmdir(keep)
    must("ip", "link", "set", "lo", "up")
