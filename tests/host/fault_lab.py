"""Lets each system call along a command fail, one at a time, and judges what came of it.

Each time: a clear error and the former state, or success and the state of a clean run where the failure can be
borne; then the plain command works. `make check` takes the first three and the last of each call of our own
processes, and the first of foreign ones (the monitor is liblxc's); ANCLOUD_FAULTS=all (`make soak`) takes them all.
"""
import errno
import os
import platform
import time

from fault_tracer import ANY, Fault, traced

ALL = os.environ.get("ANCLOUD_FAULTS") == "all"
ONLY = os.environ.get("ANCLOUD_FAULT")  # "ROLE CALL NTH": one of them, to look at it
OWN = ("command", "supervisor", "image-fuse", "command>child", "supervisor>child")
EXIT_CODES = range(1, 13)
# What each call fails with: what a full or broken disk, a full table, or a policy would make of it.
ERRORS = {"mkdir": errno.ENOSPC, "mkdirat": errno.ENOSPC, "write": errno.ENOSPC, "mount": errno.EPERM,
          "fsopen": errno.EPERM, "fsmount": errno.EPERM, "move_mount": errno.EPERM, "open_tree": errno.EPERM,
          "mount_setattr": errno.EPERM, "umount2": errno.EPERM, "socket": errno.EMFILE, "bind": errno.EADDRINUSE,
          "sendto": errno.ENOBUFS, "sendmsg": errno.ENOBUFS, "clone": errno.EAGAIN, "clone3": errno.EAGAIN,
          "fork": errno.EAGAIN, "vfork": errno.EAGAIN, "execve": errno.EACCES, "unshare": errno.EPERM,
          "chown": errno.EPERM, "lchown": errno.EPERM, "fchown": errno.EPERM, "fchownat": errno.EPERM,
          "chmod": errno.EPERM, "fchmod": errno.EPERM, "fchmodat": errno.EPERM, "mknod": errno.EPERM,
          "mknodat": errno.EPERM, "pipe2": errno.EMFILE, "signalfd4": errno.EMFILE, "pidfd_open": errno.EMFILE,
          "flock": errno.ENOLCK, "setns": errno.EPERM}
TRACED = platform.machine() == "x86_64"


def faults(counts, slow):
    """What to let fail, from the counts of a clean run."""
    for (role, call), count in sorted(counts.items()):
        if call == ANY or (not ALL and (role, call) in slow):
            continue
        if ALL:
            numbers = range(1, count + 3)  # until it no longer occurs: runs differ by a call or two
        elif role in OWN:
            numbers = sorted({1, 2, 3, count} & set(range(1, count + 1)))
        else:
            numbers = [1]
        for number in numbers:
            if ONLY in (None, f"{role} {call} {number}"):
                yield Fault(role, call, ERRORS.get(call, errno.EIO), number)


class Scenario:
    """One command. A subclass says what the state is, before and after."""
    name = ""
    lenient = ()  # further roles whose errors come in words of others
    slow = ()  # (role, call) that take minutes
    left_out = ()  # roles

    def argv(self):
        raise NotImplementedError

    def prepare(self):
        """Before each command; it may start what the command is about."""

    def env(self):
        return None

    def running(self):
        """Processes to be traced beside the command: pid → role."""
        return {}

    def state(self):
        """What must be as before after an error."""
        raise NotImplementedError

    def result(self):
        """What a success means, without what differs from run to run."""
        raise NotImplementedError

    def reset(self):
        """Back to the state before `prepare`; the plain command must work, and so must its undoing."""
        raise NotImplementedError

    def settled(self, wanted, limit=5):
        """Processes end, and loop devices are freed, a moment later. What differs, or nothing."""
        end = time.monotonic() + limit
        while (now := self.state()) != wanted:
            if time.monotonic() > end:
                return {key: (wanted[key], now[key]) for key in wanted if now[key] != wanted[key]}
            time.sleep(0.005)
        return None


def judge(scenario, fault, done, before, wanted):
    """What is wrong with this end, or nothing."""
    if done.hung:
        return "it hung"
    if done.code == 0:
        now = scenario.result()
        if now != wanted:
            differing = [(key, wanted[key], now.get(key)) for key in wanted if wanted[key] != now.get(key)]
            return f"success that is none: {differing}"
        return None
    if done.code not in EXIT_CODES:
        return f"ended with {done.code}: {done.err}"
    said = [line for line in done.err.splitlines() if line.startswith("ancloud: ")]
    if len(said) != 1 or said[0].count(": ") < 2:
        return f"no clear error: {done.err!r}"
    why = os.strerror(fault.error).lower()
    if why not in done.err.lower() and fault.role in OWN and fault.role not in scenario.lenient:
        return f"the error does not say {why!r}: {done.err!r}"
    if left := scenario.settled(before):
        return f"state after the error {done.err!r}: {left}"
    return None


def run(scenario):
    """All faults along one scenario; returns the findings, one line each."""
    scenario.prepare()
    clean = traced(scenario.argv(), env=scenario.env(), running=scenario.running())
    assert clean.code == 0, f"{scenario.name}: without any fault: {clean}"
    wanted = scenario.result()
    scenario.reset()
    found, tried, borne = [], 0, 0
    ended = set()  # (role, call) that came no more
    start = time.monotonic()
    for fault in faults(clean.counts, scenario.slow):
        if (fault.role, fault.call) in ended or fault.role in scenario.left_out:
            continue
        scenario.prepare()
        before = scenario.state()
        done = traced(scenario.argv(), fault, scenario.env(), scenario.running())
        text = f"{scenario.name}: {fault.role}: {fault.call} {fault.nth} {errno.errorcode[fault.error]}"
        if done.hit is None and not done.hung:
            ended.add((fault.role, fault.call))
        else:
            tried += 1
            text += f" ({done.hit['path']})" if done.hit and done.hit["path"] else ""
            borne += done.code == 0
            if problem := judge(scenario, fault, done, before, wanted):
                found.append(f"{text}: {problem}")
                print(found[-1], flush=True)
            elif ONLY:
                print(text, done)
        try:
            scenario.reset()
        except AssertionError as error:
            found.append(f"{text}: then: {error}")
            print(found[-1], "- no more of these are tried", flush=True)
            break
    print(f"{scenario.name}: {tried} faults, {borne} borne, {len(found)} findings, {time.monotonic() - start:.0f} s",
          flush=True)
    return found
