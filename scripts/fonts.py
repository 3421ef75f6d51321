#!/usr/bin/env python3
"""Make the fonts of the page from the faces as their designers released them.

Each face is cut once, to the scripts a portfolio is written in, and saved
twice from that one cut: as TTF, which Typst lays out, and as WOFF2, which the
web page carries. Metrics, kerning and coverage are therefore equal, and a line
breaks at the same word in both.

    pip install fonttools brotli
    npm install @expo-google-fonts/source-serif-4 \\
        @expo-google-fonts/atkinson-hyperlegible-next \\
        @expo-google-fonts/atkinson-hyperlegible-mono
    python3 scripts/fonts.py node_modules/@expo-google-fonts assets/fonts

The same input gives the same bytes.
"""

import io
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FACES = [
    ("source-serif-4", "400Regular", "SourceSerif4-Regular"),
    ("source-serif-4", "400Regular_Italic", "SourceSerif4-Italic"),
    ("source-serif-4", "700Bold", "SourceSerif4-Bold"),
    ("source-serif-4", "700Bold_Italic", "SourceSerif4-BoldItalic"),
    ("atkinson-hyperlegible-next", "400Regular", "AtkinsonHyperlegibleNext-Regular"),
    ("atkinson-hyperlegible-next", "700Bold", "AtkinsonHyperlegibleNext-Bold"),
    ("atkinson-hyperlegible-mono", "400Regular", "AtkinsonHyperlegibleMono-Regular"),
]

LICENCES = {
    "source-serif-4": "OFL-SourceSerif4.txt",
    "atkinson-hyperlegible-next": "OFL-AtkinsonHyperlegibleNext.txt",
    "atkinson-hyperlegible-mono": "OFL-AtkinsonHyperlegibleMono.txt",
}

# Latin with its extensions (Welsh, Polish, Vietnamese, Yoruba), Greek,
# Cyrillic, and the marks, punctuation and symbols that ordinary prose uses.
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0250, 0x02FF), (0x0300, 0x036F),
    (0x0370, 0x03FF), (0x0400, 0x052F), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2600, 0x27BF),
    (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
]


def unhinted(source: Path) -> TTFont:
    """The face with our scripts, every layout feature, and no hints or dates."""
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=[c for a, b in RANGES for c in range(a, b + 1)])
    cutter.subset(font)
    return font


def save(font: TTFont, target: Path) -> None:
    """Write the TTF, then the WOFF2 from the bytes of exactly that TTF."""
    plain = target.with_suffix(".ttf")
    font.save(plain)
    packed = TTFont(io.BytesIO(plain.read_bytes()), recalcTimestamp=False)
    packed.flavor = "woff2"
    packed.save(target.with_suffix(".woff2"))


def main(sources: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for package, weight, name in FACES:
        [source] = (sources / package / weight).glob("*.ttf")
        save(unhinted(source), out / name)
        sizes = [(out / name).with_suffix(s).stat().st_size for s in (".ttf", ".woff2")]
        print(f"{name}: {sizes[0]:,} bytes as TTF, {sizes[1]:,} as WOFF2")
    for package, name in LICENCES.items():
        shutil.copyfile(sources / package / "LICENSE_FONT", out / name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
