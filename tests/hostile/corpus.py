#!/usr/bin/env python3
"""Writes hostile articles, one folder each: what a text could try to do to a terminal or a reader.

    corpus.py OUT          writes OUT/<case>/article.txt (and what else the case needs) and OUT/cases.json

Every article ends in the sentence SENTINEL, which must be visible whatever stands before it. Deterministic."""

import json
import os
import random
import sys

SENTINEL = "The harbour office confirmed the count."
HEAD = "Ferry count at {name}\n\nThe ferry left the quay at noon with nobody aboard.\n\n"


def sequences():
    esc, st = b"\x1b", b"\x1b\\"
    canary = b"STOLEN"
    yield "sgr", esc + b"[1;31m" + b"red" + esc + b"[0m"
    yield "cursor", esc + b"[2J" + esc + b"[H" + esc + b"[999;999H"
    yield "reports", esc + b"[6n" + esc + b"[c" + esc + b"[>c" + esc + b"[21t" + esc + b"[?u"
    yield "modes", esc + b"[?1049l" + esc + b"[?25h" + esc + b"[?1003h" + esc + b"[?2004l" + esc + b"[?7l"
    yield "title", esc + b"]0;" + canary + b"\x07" + esc + b"]2;" + canary + st
    yield "link", esc + b"]8;;http://stolen.example/" + st + b"here" + esc + b"]8;;" + st
    yield "clipboard", esc + b"]52;c;U1RPTEVO\x07"
    yield "palette", esc + b"]4;1;?\x07" + esc + b"]11;?\x07" + esc + b"]1337;File=:AAAA\x07"
    yield "dcs", esc + b"P$q" + canary + st + esc + b"Pq#0;2;0;0;0~" + st
    yield "strings", esc + b"_" + canary + st + esc + b"^" + canary + st + esc + b"X" + canary + st + esc + b"k" + canary + st
    yield "open-osc", esc + b"]0;" + canary
    yield "open-dcs", esc + b"P" + canary
    yield "open-csi", esc + b"[31;"
    yield "c1-utf8", "\u009b31m \u009d0;STOLEN\u009c \u0090q\u009c \u0085 \u008e".encode()
    yield "c1-raw", b"\x9b31m \x9d0;STOLEN\x9c"
    yield "c0", bytes(c for c in range(32) if c not in (10, 13)) + b"\x7f"
    yield "overwrite", b"paid 1000\x08\x08\x08\x08 9999\rnothing paid"
    yield "charset", esc + b"(0" + b"\x0e" + b"lqk" + esc + b"c" + esc + b"#8"
    yield "nested", esc + b"[" + esc + b"[31" + esc + b"]0;" + esc + b"[0m"


def characters():
    yield "bidi", "user\u202enimda\u202c \u2066isolate\u2069 \u200f\u200e\u061c"
    yield "separators", "one\u2028two\u2029three\u0085four\u000bfive\u000csix"
    yield "invisible", "a\u200bb\u2060c\ufeffd\u00ade\u034ff\u115fg\u180eh\ufff9i"
    yield "tags", "flag" + "".join(chr(0xE0000 + ord(c)) for c in "stolen") + "\U000e007f"
    yield "marks", " ".join(c + "\u0301" * 300 for c in "zalgo")
    yield "mark-bomb", "Z" + "\u0336" * 200_000
    yield "joiners", "\u200d".join(["\U0001f468"] * 2000)
    yield "joined-letters", "\u0627\u200d" * 500 + "x\u200d\u200cy"
    yield "jamo", "\u1100" * 5000 + "\u1161" * 5000
    yield "prepend", "\u0600" * 3000 + "1"
    yield "lone-marks", "\u0301\u0308 \u0301x\n\u20dd"
    yield "noncharacters", "\uffff\ufffe\ufdd0\U0010ffff \ue000\U000f0000"
    yield "emoji", "\U0001f1f8\U0001f1ea \U0001f469\u200d\U0001f52c 1\ufe0f\u20e3 \u2764\ufe0f"
    yield "scripts", "राष्ट्रीय كتاب می‌خواهم 東京都 한국어 ภาษาไทย"
    yield "wide", "東" * 3000
    yield "entities", "&#27;[31mred&#27;[0m &#x9b;31m &#8238;nimda"


def shapes():
    yield "empty", b""
    yield "nul", b"\0" * 5000
    yield "blank", b" \n\t\r\n" * 400
    yield "random", random.Random(7).randbytes(60_000)
    yield "long-line", b"word " * 400_000
    yield "long-word", b"w" * 1_000_000
    yield "many-lines", b"a line\n" * 200_000
    yield "bad-utf8", b"\xff\xfe\xfd \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xc3"
    yield "utf16", "﻿Count\n\nText in UTF-16.\n".encode("utf-16-le")
    yield "utf32", "Count\n".encode("utf-32")
    yield "front-matter", b"---\ntitle: \"\x1b]0;STOLEN\x07\"\ntitle: [[[[\n---\n"
    yield "quotes", "“".encode() * 20_000
    yield "deep", b"> " * 5000 + b"x"
    yield "capitals", b"Headline " * 120_000


def giants(out):
    """Texts at the limit: one line of 16 MiB, and a million lines of one word each."""
    texts = {"giant-line": b"Two ferries\n\n" + b"quay " * (16 << 20), "giant-lines": b"Two ferries\n\n" + b"".join(b"w%d\n" % i for i in range(1_000_000))}
    for name, body in texts.items():
        folder = os.path.join(out, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "article.txt"), "wb") as f:
            f.write(body[:16 << 20])
        yield {"id": name, "folder": folder}


def folders(out):
    """Folders that mislead: links, loops, devices, names."""
    base = os.path.join(out, "folder-odd")
    os.makedirs(os.path.join(base, "inner"), exist_ok=True)
    article(base, HEAD.format(name="the odd folder").encode())
    def link(target, name):
        path = os.path.join(base, name)
        if not os.path.lexists(path):
            os.symlink(target, path)
    link(".", "loop")
    link("/etc", "leaves")
    link("/dev/zero", "zero.txt")
    link("nowhere", "broken.txt")
    pipe = os.path.join(base, "pipe.txt")
    if not os.path.exists(pipe):
        os.mkfifo(pipe)
    for name in ("\x1b]0;STOLEN\x07.txt", "line\nend.txt", "\u202etxt.exe.txt", "m" + "\u0301" * 60 + ".txt"):
        with open(os.path.join(base, "inner", name), "wb") as f:
            f.write(b"A short note\n\nNothing else.\n")
    with open(os.path.join(os.fsencode(base), b"bad\xff\xfename.txt"), "wb") as f:
        f.write(b"A short note\n\nNothing else.\n")
    yield {"id": "folder-odd", "folder": base, "sentinel": True}
    empty = os.path.join(out, "folder-empty")
    os.makedirs(empty, exist_ok=True)
    yield {"id": "folder-empty", "folder": empty, "sentinel": False}


def article(folder, body):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "article.txt"), "wb") as f:
        f.write(body + b"\n\n" + SENTINEL.encode() + b"\n")


def main(out):
    cases = []
    article(os.path.join(out, "benign"), HEAD.format(name="the benign quay").encode() + b"Nothing happened.")
    cases.append({"id": "benign", "folder": os.path.join(out, "benign"), "sentinel": True})
    for name, raw in sequences():
        # In the headline and in the body.
        folder = os.path.join(out, "sequence-" + name)
        article(folder, b"Ferry " + raw + b" count\n\nThe ferry left at noon. " + raw + b" It came back.\n\nMore " + raw)
        cases.append({"id": "sequence-" + name, "folder": folder, "sentinel": True})
    for name, text in characters():
        folder = os.path.join(out, "text-" + name)
        article(folder, f"Ferry count {text[:200]}\n\nThe ferry left at noon. {text} It came back.".encode("utf-8", "surrogatepass"))
        cases.append({"id": "text-" + name, "folder": folder, "sentinel": True})
    for name, raw in shapes():
        folder = os.path.join(out, "shape-" + name)
        article(folder, raw)
        # What is not text, or is cut as boilerplate, need not show the last sentence in the clean view.
        cases.append({"id": "shape-" + name, "folder": folder, "sentinel": False})
    cases.extend(folders(out))
    with open(os.path.join(out, "cases.json"), "w", encoding="utf-8") as f:
        json.dump({"sentinel": SENTINEL, "cases": cases, "giants": list(giants(out))}, f, indent=1)
    print(f"{len(cases)} cases in {out}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
