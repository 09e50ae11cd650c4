#!/usr/bin/env python3
"""Runs the reader in a pseudo-terminal on hostile articles and judges every byte it sends.

    drive.py selftest               programs with known faults: each must be found
    drive.py run BINARY OUT         the cases that corpus.py wrote into OUT, then the environment cases

Exit code 1 when anything is bad. Only the standard library is needed."""

import fcntl
import itertools
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import unicodedata

HIDDEN = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad\u034f\u115f\u180e"
             "\u2028\u2029\ufff9\ufffa\ufffb")
# What the reader itself sends: cursor, erase, styles, modes; OSC 52 only when the user copies.
ALLOWED_CSI = re.compile(rb"\d*(;\d*)?[HABCDGJKd]|[\d;:]*m|\?(25|1000|1006|1049|2004)[hl]|\d* q")
TOKEN = re.compile(rb"\x1b\[([0-?]*[ -/]*[@-~])|(\x1b[\]PX^_k].*?(?:\x07|\x1b\\|$))|(\x1b.?)|([\x00-\x1f\x7f])", re.S)
MAX_MARKS = 4
# For a giant text: seconds on a busy machine, and MiB with the models of names and quotes in memory.
FIRST_FRAME, GIANT_MEMORY = 1.0, 100
KEYS_TO_READ = [b"\r", b"\r", b" ", b"G", b"v", b"G", b"v", b"G", b"\x1b", b"2", b"3", b"P", b"\x1b"]


def judge(raw):
    """What is wrong with bytes sent to a terminal."""
    bad = []
    for match in TOKEN.finditer(raw):
        csi, string, escape, control = match.groups()
        if csi is not None and not ALLOWED_CSI.fullmatch(csi):
            bad.append(f"sequence ESC [ {csi[:30]!r}")
        elif string is not None:
            bad.append(f"string {string[:30]!r}")
        elif escape is not None and escape not in (b"\x1b7", b"\x1b8"):
            bad.append(f"escape {escape!r}")
        elif control is not None and control not in b"\r\n\x08":
            bad.append(f"control {control!r}")
    plain = TOKEN.sub(b"\0", raw)
    try:
        text = plain.decode()
    except UnicodeDecodeError as error:
        bad.append(f"not UTF-8: {plain[error.start:error.start + 8]!r}")
        text = plain.decode(errors="replace")
    marks = 0
    for c in text:
        n = ord(c)
        if c in HIDDEN or 0x80 <= n <= 0x9f or 0xe0000 <= n <= 0xe0fff or n & 0xfffe == 0xfffe or 0xfdd0 <= n <= 0xfdef:
            bad.append(f"character U+{n:04X}")
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        if marks == MAX_MARKS + 1:
            bad.append("marks piled up")
    if b"STOLEN" in re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", raw) and any(b.startswith("string") for b in bad):
        bad.append("a sequence of the article arrived")
    return sorted(set(bad))[:6]


def left_on(raw):
    """Modes that were set and not taken back."""
    on = set()
    for mode, what in re.findall(rb"\x1b\[\?(\d+)([hl])", raw):
        name = mode.decode()
        set_now = (what == b"h") != (name == "25")
        (on.add if set_now else on.discard)(name)
    return sorted(on)


class Run:
    def __init__(self, command, size=(30, 100), env=None, job=False, nohup=False):
        self.raw, self.status = bytearray(), None
        self.master, self.slave = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self.slave)
        environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        if not env or "NO_COLOR" not in env:
            environment.pop("NO_COLOR", None)
        self.start = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self.child(command, environment, job, nohup)
        os.set_blocking(self.master, False)

    def child(self, command, environment, job, nohup):
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(self.slave, fd)
        os.close(self.master)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if job:
            # A shell with job control: the program in a group of its own, in the foreground.
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            pid = os.fork()
            if pid:
                while True:
                    _, status = os.waitpid(pid, os.WUNTRACED)
                    if not os.WIFSTOPPED(status):
                        os._exit(os.waitstatus_to_exitcode(status) & 0xff)
                    os.tcsetpgrp(0, os.getpgrp())
                    os.write(2, b"[stopped]")
                    time.sleep(0.3)
                    os.tcsetpgrp(0, pid)
                    os.killpg(pid, signal.SIGCONT)
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execvpe(command[0], command, environment)

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def read(self, seconds, until=None, quiet=0.0):
        """Reads for some seconds, or until bytes come, or until nothing came for a while, or until the end."""
        end, last = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.02)[0]:
                try:
                    self.raw += os.read(self.master, 1 << 16)
                    last = time.monotonic()
                except OSError:
                    return False
            elif self.ended():
                return False
            if until and until in self.text():
                return True
            if quiet and self.raw and time.monotonic() - last > quiet:
                return True
        return False

    def text(self):
        return re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b" ", bytes(self.raw))

    def press(self, keys):
        at = 0
        while at < len(keys):
            try:
                at += os.write(self.master, keys[at:at + 4096])
            except BlockingIOError:
                self.read(0.05)
            except OSError:
                return

    def cpu(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """The most memory it had so far, in KiB."""
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as f:
            return int(re.search(r"VmHWM:\s+(\d+)", f.read())[1])

    def rest(self, seconds):
        """Reads until it has come to rest, or for some seconds."""
        end, before = time.monotonic() + seconds, -1.0
        while time.monotonic() < end and not self.ended():
            self.read(0.6)
            if self.cpu() - before < 0.02:
                return
            before = self.cpu()

    def finish(self, code, keys=b"Q", seconds=8):
        """Ends the program and lists what is bad."""
        if keys:
            self.press(keys)
        bad = []
        end = time.monotonic() + seconds
        while not self.ended() and time.monotonic() < end:
            self.read(0.1)
        if not self.ended():
            bad.append("still running")
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        elif self.status != code:
            bad.append(f"exit {self.status}, not {code}")
        self.read(0.1)
        bad += judge(bytes(self.raw))
        if left_on(bytes(self.raw)):
            bad.append(f"left on: {left_on(bytes(self.raw))}")
        if termios.tcgetattr(self.slave) != self.before:
            bad.append("terminal modes not restored")
        os.close(self.master)
        os.close(self.slave)
        return bad


def text_case(binary, case, sentinel):
    run = Run([binary, case["folder"]])
    run.read(20, quiet=0.15)
    seen = False
    for key in KEYS_TO_READ:
        run.press(key)
        run.read(3, quiet=0.06)
        seen = seen or sentinel.encode()[:20] in run.text() or b"confirmed the count" in run.text()
    bad = run.finish(0)
    if case["sentinel"] and not seen:
        bad.append("the last sentence was never visible")
    return bad


def giant_case(binary, case):
    """A giant is shown at once, and opened, read to its end and looked into within bounds."""
    run = Run([binary, case["folder"]])
    run.read(20, quiet=0.02)
    bad, shown = [], time.monotonic() - run.start
    bad += [f"first frame after {shown:.1f} s"] if shown > FIRST_FRAME else []
    run.rest(90)
    for keys in (b"\r", b"\r", b"G", b"v", b"G", b"v", b"G", b"v", b"/w99\r", b"n"):
        run.press(keys)
        run.rest(20)
    most = run.memory() >> 10
    bad += [f"{most} MiB of memory"] if most > GIANT_MEMORY else []
    return bad + run.finish(0)


def environment_cases(binary, folder):
    command = [binary, folder]

    def opened(**options):
        run = Run(command, **options)
        run.read(20, quiet=0.15)
        return run

    for name, code in (("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)):
        run = opened()
        os.kill(run.pid, getattr(signal, "SIG" + name))
        yield "signal-" + name, run.finish(code, b"", 3)
    for nohup in (False, True):
        run = opened(nohup=nohup)
        os.close(run.slave)
        os.close(run.master)
        end = time.monotonic() + 3
        while not run.ended() and time.monotonic() < end:
            time.sleep(0.02)
        bad = [] if run.ended() else ["still running after the terminal closed"]
        if run.ended() and run.status not in (129, -1):
            bad.append(f"exit {run.status}")
        if not run.ended():
            os.kill(run.pid, signal.SIGKILL)
            os.waitpid(run.pid, 0)
        yield "hang-up" + ("-nohup" if nohup else ""), bad
    run = opened(job=True)
    run.press(b"\x1a")
    stopped = run.read(5, until=b"[stopped]")
    modes = left_on(bytes(run.raw))
    run.read(2, quiet=0.4)
    bad = run.finish(0)
    yield "suspend", bad + ([] if stopped else ["not stopped"]) + ([f"left on while stopped: {modes}"] if modes else [])
    for rows, columns in ((0, 0), (1, 1), (2, 500), (400, 1000), (65535, 65535), (8, 40)):
        yield f"size-{rows}x{columns}", opened(size=(rows, columns)).finish(0, seconds=15)
    run = opened()
    for step in range(200):
        run.resize(1 + step * 7 % 60, 1 + step * 13 % 200)
        run.read(0.005)
    run.resize(30, 100)
    run.read(2, quiet=0.2)
    yield "resizes", run.finish(0)
    run = opened()
    run.press(b"/\x1b[200~" + b"Q\x1b]0;STOLEN\x07 text\r\n" * 40_000 + b"\x1b[201~")
    run.read(5, quiet=0.3)
    run.press(b"\x1b")
    run.read(1, quiet=0.1)
    run.press(b"\x1b")
    run.read(1, quiet=0.1)
    yield "paste", run.finish(0)
    run = opened()
    run.press(b"\x1bP1$r\x1b\\\x1b[24;80R\x1b]11;rgb:0/0/0\x07\xff\xfe\x1b[<0;9999;9999M\x1b[99999999~\x1b[M\x1b[1;1;1;1u" * 50)
    run.read(2, quiet=0.2)
    yield "garbage", run.finish(0)
    run = opened()
    before = run.memory()
    end = time.monotonic() + 3
    while time.monotonic() < end and not run.ended():
        run.press(b"\0j" * 8192)
    grown = run.memory() - before
    os.kill(run.pid, signal.SIGTERM)
    start = time.monotonic()
    bad = run.finish(128 + signal.SIGTERM, keys=b"")
    took = time.monotonic() - start
    bad += [f"{grown} KiB of memory"] if grown > 64 << 10 else []
    yield "flood", bad + ([f"ended after {took:.1f} s"] if took > 2 else [])
    run = opened(env={"NO_COLOR": "1"})
    run.press(b"\r")
    run.read(1, quiet=0.1)
    bad = run.finish(0)
    colours = re.findall(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m", bytes(run.raw))
    yield "no-color", bad + ([f"{len(colours)} colours"] if colours else [])
    run = opened(env={"ONRECORD_TEST_PANIC_KEY": "Z"})
    yield "panic", run.finish(101, b"Z")
    run = Run(command, env={"TERM": "dumb"})
    yield "dumb", run.finish(2, b"") + (["escape codes"] if b"\x1b" in run.raw else [])
    run = opened()
    run.read(3, quiet=1.0)
    before = run.cpu()
    time.sleep(2)
    spent = run.cpu() - before
    yield "idle", run.finish(0) + ([f"{spent:.2f} s of CPU in two idle seconds"] if spent > 0.02 else [])


def selftest():
    good = ("import sys,tty,termios,os\na=termios.tcgetattr(0)\ntty.setraw(0)\n"
            "w=lambda s:(sys.stdout.write(s),sys.stdout.flush())\nw('\\x1b[?1049h\\x1b[?25lHELLO')\n"
            "while os.read(0,1)!=b'Q': pass\nw('\\x1b[?25h\\x1b[?1049l')\ntermios.tcsetattr(0,termios.TCSANOW,a)\n")
    faults = [
        ("clean", good, None),
        ("alternate screen", good.replace("\\x1b[?1049l", ""), "left on: ['1049']"),
        ("cursor", good.replace("\\x1b[?25h", ""), "left on: ['25']"),
        ("raw mode", good.replace("termios.tcsetattr(0,termios.TCSANOW,a)", ""), "modes not restored"),
        ("mouse", good.replace("HELLO", "\\x1b[?1003h"), "sequence"),
        ("title", good.replace("HELLO", "\\x1b]0;STOLEN\\x07"), "string"),
        ("C1", good.replace("HELLO", "\\x9b31m"), "U+009B"),
        ("bidi", good.replace("HELLO", "\\u202e"), "U+202E"),
        ("marks", good.replace("HELLO", "Z" + "\\u0301" * 9), "marks"),
        ("control", good.replace("HELLO", "\\x07"), "control"),
        ("report", good.replace("HELLO", "\\x1b[6n"), "sequence"),
        ("bad bytes", good.replace("while", "os.write(1,b'\\xff')\nwhile"), "not UTF-8"),
        ("hang", good.replace("!=b'Q'", "!=b'never'"), "still running"),
        ("exit code", good + "sys.exit(3)\n", "exit 3"),
    ]
    failed = 0
    for name, source, expect in faults:
        run = Run([sys.executable, "-c", source])
        run.read(5, quiet=0.1)
        bad = "; ".join(run.finish(0, seconds=1.5))
        right = not bad if expect is None else expect in bad
        failed += not right
        print(f"{'ok ' if right else 'BAD'} self-test {name}: {bad or 'clean'}")
    return failed


def main():
    if sys.argv[1:] == ["selftest"]:
        return 1 if selftest() else 0
    if len(sys.argv) != 4 or sys.argv[1] != "run":
        sys.exit(__doc__)
    binary, out = os.path.abspath(sys.argv[2]), sys.argv[3]
    with open(os.path.join(out, "cases.json"), encoding="utf-8") as f:
        corpus = json.load(f)
    results = ((c["id"], text_case(binary, c, corpus["sentinel"])) for c in corpus["cases"])
    count = total = 0
    giants = ((c["id"], giant_case(binary, c)) for c in corpus["giants"])
    for name, bad in itertools.chain(results, giants, environment_cases(binary, os.path.join(out, "benign"))):
        total += 1
        count += bool(bad)
        if bad:
            print(f"BAD {name}: {'; '.join(bad)}", flush=True)
    print(f"{total} cases, {count} bad")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
