#!/usr/bin/env python3
"""Makes the pictures of the README from what the program really prints.

    cargo build --release
    docs/pictures/make.py target/release/cpd
    CPD_INSTITUTION=/tmp/institution cargo test --test it -- --ignored an_institution_is_made
    docs/pictures/make.py target/release/cpd /tmp/institution

With an institution it makes the pictures of reports, report*.png, by Chromium
alone. Without one it makes the others: terminal.svg is what three commands print in a terminal, drawn from their own
colours. pack.png is three pages of the pack that `cpd demo` makes, printed by
Chromium. Needs Python, Chromium (or $CHROMIUM) and poppler's pdftoppm and
pdftotext; nothing is typed by hand.
"""

import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
TODAY = "2026-10-02"

# What is run, in order: folder, whether it is shown, command. What is not
# shown prepares what is: a portfolio with one mistake, and the demo.
STEPS = [
    ("", False, "cpd demo sample --without-keys"),
    ("", False, "cpd init sam --owner 'Sam Carter' --manager 'Priya Shah' --scheme lancaster"),
    ("sam", False, "cpd new activity 'Committee servicing' --type workshop --hours 3.5"),
    ("sam", False, "sed -i -e s/^hours:/hors:/ -e '/Write here/c The morning was about agendas, the afternoon about minutes.' activities/2026-10-02-committee-servicing.md"),
    ("sam", True, "cpd check"),
    ("sample", True, "cpd status"),
    ("sample", True, "cpd pack"),
]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(f"usage: {sys.argv[0]} PATH_OF_CPD [INSTITUTION]")
    cpd = Path(sys.argv[1]).resolve(strict=True)
    if len(sys.argv) == 3:
        reports(cpd, Path(sys.argv[2]).resolve(strict=True))
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        environment = plain_environment(cpd, folder)
        screen = terminal(folder, environment)
        (HERE / "terminal.svg").write_text(svg(screen), encoding="utf-8")
        pages(folder / "sample/packs/silver.html", folder, HERE / "pack.png")
    for name in ["terminal.svg", "pack.png"]:
        print(f"docs/pictures/{name}  {(HERE / name).stat().st_size} bytes")


def plain_environment(cpd, folder):
    """As on somebody's computer, and the same on every one of them."""
    bin = folder / "bin"
    bin.mkdir()
    (bin / "cpd").symlink_to(cpd)
    return {
        "PATH": f"{bin}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


# The terminal


def terminal(folder, environment):
    """Lines of (style, text) runs, as a terminal would have shown them."""
    lines = []
    for place, shown, command in STEPS:
        words = shlex.split(command)
        # The day is fixed behind the scenes, so that the picture stays the same.
        fixed = ["--today", TODAY] if words[0] == "cpd" else []
        output = in_terminal(words + fixed, folder / place, environment)
        if shown:
            lines.append([(("prompt",), f"{place} $ "), (("typed",), command)])
            lines.extend(styled(output))
            lines.append([])
    while lines and not lines[-1]:
        lines.pop()
    return lines


def in_terminal(command, folder, environment):
    """Runs a command with a terminal of its own and gives what it wrote there."""
    mother, child = pty.openpty()
    process = subprocess.Popen(
        command, cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=child, stderr=child, close_fds=True,
    )
    os.close(child)
    chunks = []
    while True:
        try:
            chunk = os.read(mother, 65536)
        except OSError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(mother)
    process.wait()
    return b"".join(chunks).decode("utf-8").replace("\r\n", "\n")


COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]


def styled(text):
    lines = []
    style = set()
    for line in text.rstrip("\n").split("\n"):
        runs = []
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
            if code:
                style = changed(style, [int(n or 0) for n in code[1].split(";")])
            elif part:
                runs.append((tuple(sorted(style)), part))
        lines.append(runs)
    return lines


def changed(style, codes):
    style = set(style)
    for code in codes:
        if code == 0:
            style = set()
        elif code == 1:
            style.add("bold")
        elif code == 2:
            style.add("dim")
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style -= set(COLOURS)
            style.add(COLOURS[code % 10])
        elif code == 39:
            style -= set(COLOURS)
    return style


CELL, LINE, SIZE, EDGE, BAR = 8.4, 20, 14, 18, 30


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def svg(lines):
    width = max(sum(columns(text) for _, text in runs) for runs in lines)
    across = round(width * CELL + 2 * EDGE)
    down = BAR + len(lines) * LINE + EDGE
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {across} {down}" role="img" aria-labelledby="title">',
        "<title id=\"title\">What cpd check, cpd status and cpd pack print in a terminal</title>",
        "<style>",
        f"text {{ font: {SIZE}px ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d7dde3; white-space: pre }}",
        ".prompt { fill: #8b98a5 } .typed { fill: #ffffff; font-weight: bold } .bold { font-weight: bold }",
        ".dim { fill: #a3adb8 } .red { fill: #ff8f85 } .green { fill: #7fd694 } .yellow { fill: #f0cb66 }",
        ".blue { fill: #86b8ff } .magenta { fill: #e2a3ee } .cyan { fill: #6fd3d8 } .white { fill: #ffffff }",
        "</style>",
        f'<rect width="{across}" height="{down}" rx="9" fill="#17202a"/>',
    ]
    for at, colour in enumerate(["#ef6a5e", "#f4be4f", "#61c454"]):
        out.append(f'<circle cx="{EDGE + 5 + at * 20}" cy="17" r="6" fill="{colour}"/>')
    for row, runs in enumerate(lines):
        column = 0
        y = BAR + row * LINE + SIZE + 2
        for style, text in runs:
            width = columns(text)
            words = text.strip(" ")
            if words:
                before = len(text) - len(text.lstrip(" "))
                x = EDGE + (column + before) * CELL
                long = columns(words) * CELL
                kind = f' class="{" ".join(style)}"' if style else ""
                out.append(
                    f'<text{kind} x="{x:.1f}" y="{y}" textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
                )
            column += width
    out.append("</svg>")
    return "\n".join(out) + "\n"


# The pack


def pages(html, folder, to):
    """The cover, what was asked, and the statement, side by side."""
    pdf = folder / "pack.pdf"
    subprocess.run(
        [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--print-to-pdf={pdf}", html.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    wanted = [1, page_with(pdf, "Requirements", 3), page_with(pdf, "Since Bronze I have spent", 3)]
    pictures = [page(pdf, number, folder) for number in wanted]
    gap, edge, ground = 20, 20, (221, 221, 221)
    width = sum(p[0] for p in pictures) + gap * (len(pictures) - 1) + 2 * edge
    height = max(p[1] for p in pictures) + 2 * edge
    canvas = bytearray(bytes(ground) * (width * height))
    left = edge
    for across, down, pixels in pictures:
        for row in range(down):
            start = ((row + edge) * width + left) * 3
            canvas[start:start + across * 3] = pixels[row * across * 3:(row + 1) * across * 3]
        left += across + gap
    to.write_bytes(png(width, height, bytes(canvas)))


# Reports

# Name of the picture, its height, and the tables on the page.
REPORTS = [
    ("report.png", 920, []),
    ("report-awards.png", 800, ["awards", "waiting"]),
    ("report-money.png", 860, ["budgets", "compare"]),
]


def reports(cpd, institution):
    for name, height, tables in REPORTS:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            # The exit code says that some portfolios are broken.
            subprocess.run(
                [cpd, "report", "clones", "--roster", "staff.csv", "--budgets", "budgets.csv",
                 "--comparator", "schools.csv", "--school", "100", "--today", "2026-11-20",
                 *(word for table in tables for word in ("--table", table)), "-o", page],
                cwd=institution, env=plain_environment(cpd, Path(folder)), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if tables:
                # Only the tables: what stands above them is in the first picture.
                text = page.read_text(encoding="utf-8")
                page.write_text(re.sub(r'(?s)<h1>.*?(?=<svg class="patterns")', "", text), encoding="utf-8")
            subprocess.run(
                [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 f"--window-size=1000,{height}", f"--screenshot={HERE / name}", page.as_uri()],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        print(f"docs/pictures/{name}  {(HERE / name).stat().st_size} bytes")


def chromium():
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if not found:
        sys.exit("Chromium is needed for the picture of the pack")
    return found


def page_with(pdf, words, first):
    """The first page, from `first` on, that has these words on it."""
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    for number, content in enumerate(text.split("\f"), 1):
        if number >= first and words in " ".join(content.split()):
            return number
    sys.exit(f"no page of the pack says {words!r}")


def page(pdf, number, folder):
    name = folder / f"page-{number}"
    subprocess.run(
        ["pdftoppm", "-f", str(number), "-l", str(number), "-singlefile", "-scale-to-x", "440", "-scale-to-y", "-1", pdf, name],
        check=True,
    )
    data = name.with_suffix(".ppm").read_bytes()
    _, width, height, _ = data.split(maxsplit=4)[:4]
    width, height = int(width), int(height)
    return width, height, data[-width * height * 3:]


def png(width, height, pixels):
    """A PNG with at most 256 colours, which is plenty for a page of text."""
    step = lambda value: min(255, (value + 8) // 16 * 17)
    table = bytes(step(value) for value in range(256))
    pixels = pixels.translate(table)
    counts = {}
    colours = [pixels[at:at + 3] for at in range(0, len(pixels), 3)]
    for colour in colours:
        counts[colour] = counts.get(colour, 0) + 1
    palette = sorted(counts, key=lambda colour: (-counts[colour], colour))[:256]
    index = {colour: at for at, colour in enumerate(palette)}
    near = {}
    for colour in counts:
        near[colour] = index.get(colour)
        if near[colour] is None:
            near[colour] = min(range(len(palette)), key=lambda at: sum((a - b) ** 2 for a, b in zip(palette[at], colour)))
    rows = bytearray()
    for row in range(height):
        rows.append(0)
        rows.extend(near[colour] for colour in colours[row * width:(row + 1) * width])
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        chunk(b"PLTE", b"".join(palette)),
        chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
        chunk(b"IEND", b""),
    ])


if __name__ == "__main__":
    main()
