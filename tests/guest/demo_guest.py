"""The demo guest as a plain process at a session's sockets, and what it says."""
import os
import subprocess

from harness import expect, wait_for

GUEST = os.path.join(os.environ["ANCLOUD_BUILD"], "ancloud-guest")


class DemoGuest:
    def __init__(self, session, *flags, fps=10):
        self.console = f"{session.data}/console"
        sockets = f"{session.dir}/sockets"
        self.process = subprocess.Popen(
            [GUEST, "scene", "--pipe", session.pipe, "--bridge", session.bridge, "--input", f"{session.dir}/input",
             "--audio", f"{sockets}/anbox_audio", "--data", "", "--fps", str(fps), *flags],
            stdout=open(self.console, "w"), stderr=subprocess.STDOUT)
        self.session = session
        self.says("boot finished")
        self.says("input: anbox-touch on")

    def said(self):
        with open(self.console, errors="replace") as file:
            return [line.rstrip("\n").removeprefix("ancloud-guest: ") for line in file]

    def says(self, start, after=0):
        """Waits for a line that starts so; returns it."""
        def found():
            expect(self.process.poll() is None, f"the guest lives: {self.said()[-3:]}")
            return next((line for line in self.said()[after:] if line.startswith(start)), None)
        return wait_for(f"the guest says {start}", found)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        expect(self.process.wait(30) == 0, f"the guest ends in order: {self.said()[-3:]}")
