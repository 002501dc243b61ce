"""Runs a command and lets one system call of one of its processes fail: ptrace(2) by hand.

strace injects faults, too, but counts in every process at once: the third openat of the supervisor cannot be had
without that of its starter, which then never comes to start it. Here a fault names a role: "command" (the process
that was asked for), "supervisor", "lxc-monitor", "image-fuse", or the name of a foreign program; a process between
its birth and its exec is "PARENT>child". A guest is let go at its exec. A fault whose error is KILL is
kill -9 of that process when it begins the call; the call "*" stands for any. x86-64 only.
"""
import collections
import ctypes
import errno
import json
import os
import signal
import struct
import tempfile
import time

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
LIBC.ptrace.restype = ctypes.c_long
WALL = 0x40000000
# Requests, options and events: linux/ptrace.h. Offsets of registers: struct user in sys/user.h.
CONT, DETACH, SYSCALL, POKEUSER = 7, 17, 24, 6
GETEVENTMSG, SEIZE, INTERRUPT, LISTEN, GET_SYSCALL_INFO = 0x4201, 0x4206, 0x4207, 0x4208, 0x420e
OPTIONS = 1 | 2 | 4 | 8 | 16  # mark syscall stops, follow fork, vfork, clone, exec
BIRTHS, EXEC, STOP = (1, 2, 3), 4, 128
ENTRY, EXIT = 1, 2
ORIG_RAX, RAX = 15 * 8, 10 * 8

# Name → number, and which argument is the path (None: there is none).
CALLS = {
    "write": (1, None), "ioctl": (16, None), "socket": (41, None), "connect": (42, None), "sendto": (44, None),
    "sendmsg": (46, None), "bind": (49, None), "listen": (50, None), "clone": (56, None), "fork": (57, None),
    "vfork": (58, None), "execve": (59, 0), "flock": (73, None), "fsync": (74, None), "fdatasync": (75, None),
    "ftruncate": (77, None), "rename": (82, 0), "mkdir": (83, 0), "rmdir": (84, 0), "unlink": (87, 0),
    "chmod": (90, 0), "fchmod": (91, None), "chown": (92, 0), "fchown": (93, None), "lchown": (94, 0),
    "mknod": (133, 0), "mount": (165, 1), "umount2": (166, 0), "openat": (257, 1), "mkdirat": (258, 1),
    "mknodat": (259, 1), "fchownat": (260, 1), "unlinkat": (263, 1), "renameat": (264, 1), "fchmodat": (268, 1),
    "unshare": (272, None), "signalfd4": (289, None), "pipe2": (293, None), "setns": (308, None),
    "renameat2": (316, 1), "open_tree": (428, 1), "move_mount": (429, 3), "fsopen": (430, 0), "fsconfig": (431, None),
    "fsmount": (432, None), "pidfd_open": (434, None), "clone3": (435, None), "openat2": (437, 1),
    "mount_setattr": (442, 1), "pidfd_send_signal": (424, None),
}
BY_NUMBER = {number: (name, path) for name, (number, path) in CALLS.items()}
# What the loader and libc open: nothing of ours decides what happens then.
NOT_OURS = ("/etc/ld.so", "/lib/", "/usr/lib/", "/usr/share/locale", "/dev/tty", "/etc/nsswitch", "/etc/localtime", "/etc/passwd",
            "/etc/group")

KILL = "SIGKILL"
ANY = "*"
Fault = collections.namedtuple("Fault", "role call error nth")
Done = collections.namedtuple("Done", "code out err counts hit hung")


def ptrace(request, pid, address=0, data=0):
    if LIBC.ptrace(request, pid, address, data) == -1 and ctypes.get_errno() != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


class Tracer:
    def __init__(self, fault):
        self.fault = fault
        self.roles = {}  # pid → role
        self.early = set()  # born, stopped, and not yet announced by the parent
        self.failing = {}  # pid → errno to return at the exit of the call it is in
        self.counts = collections.Counter()
        self.hit = None
        self.root = None

    def seize(self, pid, role):
        self.roles[pid] = role
        ptrace(SEIZE, pid, 0, OPTIONS)

    def wants(self, pid):
        if pid in self.failing:
            return True
        return self.fault is None or (self.hit is None and self.roles.get(pid) == self.fault.role)

    def resume(self, pid, number=0):
        ptrace(SYSCALL if self.wants(pid) else CONT, pid, 0, number)

    def role_at_exec(self, pid):
        words = open(f"/proc/{pid}/cmdline", "rb").read().split(b"\0")
        if words[1:2] == [b"internal"]:
            return words[2].decode()
        if pid == self.root:
            return "command"
        for verb in (b"session", b"stream"):
            if verb in words:
                return verb.decode()
        return os.path.basename(words[0].decode())

    def string(self, pid, address):
        try:
            with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                memory.seek(address)
                return memory.read(256).split(b"\0")[0].decode(errors="replace")
        except (OSError, ValueError, OverflowError):
            return ""

    def on_call(self, pid):
        buffer = ctypes.create_string_buffer(88)
        ptrace(GET_SYSCALL_INFO, pid, 88, ctypes.addressof(buffer))
        operation = buffer.raw[0]
        if operation == EXIT and pid in self.failing:
            ptrace(POKEUSER, pid, RAX, -self.failing.pop(pid) & (1 << 64) - 1)
        if operation != ENTRY:
            return
        number, *args = struct.unpack_from("7Q", buffer.raw, 24)
        if self.is_due(pid, ANY):
            self.hit = {"path": "", "pid": pid, "args": [number, *args]}
            return os.kill(pid, signal.SIGKILL)
        name, where = BY_NUMBER.get(number, (None, None))
        if name is None or (name == "write" and args[0] in (1, 2)):
            return  # what it says to the caller cannot be told anew
        path = self.string(pid, args[where]) if where is not None else ""
        if path.startswith(NOT_OURS):
            return
        if self.is_due(pid, name):
            ptrace(POKEUSER, pid, ORIG_RAX, (1 << 64) - 1)  # no such call: the kernel does nothing
            self.failing[pid] = self.fault.error
            self.hit = {"path": path, "pid": pid, "args": args}

    def is_due(self, pid, call):
        """Counts it, too."""
        role = self.roles[pid]
        self.counts[role, call] += 1
        fault = self.fault
        return fault and self.hit is None and (fault.role, fault.call, fault.nth) == (role, call, self.counts[role, call])

    def on_birth(self, pid):
        child = ctypes.c_ulong()
        ptrace(GETEVENTMSG, pid, 0, ctypes.addressof(child))
        role = self.roles[pid]
        thread = os.path.exists(f"/proc/{pid}/task/{child.value}")
        self.roles[child.value] = role if thread or role.endswith(">child") else role + ">child"
        if child.value in self.early:
            self.early.discard(child.value)
            self.resume(child.value)

    def on_stop(self, pid, status):
        number, event = os.WSTOPSIG(status), status >> 16
        if event == EXEC:
            role = self.role_at_exec(pid)
            if self.roles[pid] == "lxc-monitor>child":
                return ptrace(DETACH, pid)  # the guest
            self.roles[pid] = role
        elif event in BIRTHS:
            self.on_birth(pid)
        elif event == STOP:
            if pid not in self.roles:
                return self.early.add(pid)
            if number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
                return ptrace(LISTEN, pid)
        elif number == signal.SIGTRAP | 0x80:
            self.on_call(pid)
        else:
            return self.resume(pid, number)
        return self.resume(pid)

    def loop(self):
        """Until the command ends; what it left running goes on untraced once this process is gone."""
        while True:
            pid, status = os.waitpid(-1, WALL)
            if not os.WIFSTOPPED(status):
                self.roles.pop(pid, None)
                self.failing.pop(pid, None)
                if pid == self.root:
                    return os.waitstatus_to_exitcode(status)
                continue
            try:
                self.on_stop(pid, status)
            except OSError as error:
                if error.errno != errno.ESRCH:  # killed meanwhile
                    raise


def trace_in_child(argv, fault, env, running, out, err, report):
    os.setsid()  # so that all can be killed by their group
    tracer = Tracer(fault)
    gate, key = os.pipe()
    tracer.root = os.fork()
    if tracer.root == 0:
        os.close(key)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.read(gate, 1)
        os.execvpe(argv[0], argv, env)
    os.close(gate)
    for pid, role in running.items():
        tracer.seize(pid, role)
        ptrace(INTERRUPT, pid)
    tracer.seize(tracer.root, "command")
    os.close(key)
    code = tracer.loop()
    counts = [[role, call, count] for (role, call), count in tracer.counts.items()]
    report.write(json.dumps({"code": code, "counts": counts, "hit": tracer.hit}))


def traced(argv, fault=None, env=None, running=None, limit=90):
    """Runs `argv` to its end. `fault` None counts calls, in all roles; `running` are processes (pid → role) to be
    traced beside it. A command that takes more than `limit` seconds is killed, and Done.hung is set."""
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    report = tempfile.TemporaryFile("w+")
    tracer = os.fork()
    if tracer == 0:
        code = 1
        try:
            trace_in_child([str(word) for word in argv], fault, env or os.environ, running or {}, out, err, report)
            report.flush()
            code = 0
        except BaseException as error:  # pylint: disable=broad-except # it must never return into the caller
            os.write(2, f"fault_tracer: {error!r}\n".encode())
        os._exit(code)
    end = time.monotonic() + limit
    while os.waitpid(tracer, os.WNOHANG)[0] == 0:
        if time.monotonic() > end:
            os.killpg(tracer, signal.SIGKILL)
            os.waitpid(tracer, 0)
            return Done(None, read(out), read(err), {}, None, True)
        time.sleep(0.001)
    text = read(report)
    assert text, f"the tracer died: {read(err)}"
    told = json.loads(text)
    counts = {(role, call): count for role, call, count in told["counts"]}
    return Done(told["code"], read(out), read(err), counts, told["hit"], False)


def read(file):
    file.seek(0)
    text = file.read()
    return text if isinstance(text, str) else text.decode(errors="replace")
