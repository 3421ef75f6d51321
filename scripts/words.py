#!/usr/bin/env python3
"""Count how plainly the project is written.

    scripts/words.py            prints the counts
    scripts/words.py --list     prints every place that a count is made of
    scripts/words.py --check    fails if a count is over what docs and code may have

The counts are of the working folder, and of the commits since a revision:

    scripts/words.py --since d4ce659
"""

import argparse
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

QUESTION_WORDS = "What|Whether|Who|Whose|Where|How|Which|When|Why"
# Words of things that the program has nothing of. `desk` and the like are also
# ordinary English in sample records, so only code and documents are searched.
METAPHORS = (
    "house|room|desk|bone|bones|travel|travels|travelled|brings? home|mend|mends|mended|"
    "at hand|hand in hand|on its own feet|reads aloud|said aloud"
)
# Samples about real rooms.
SAMPLES_WITH_ROOMS = {
    "docs/schemes.md",
    "src/check/personal_identifiers.rs",
    "src/formats/pack/html/prose_tests.rs",
    "src/formats/pack/html/tests.rs",
}
LONG_SENTENCE = 25
LONGEST_README = 150
LONGEST_SUBJECT = 72
# Every commit after this one keeps to the style of CONTRIBUTING.md.
STYLE_SINCE = "46ebcdb"

STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
TYPE = re.compile(r"^\s*(?:pub(?:\([a-z]+\))? )?(?:struct|enum|trait|type) ([A-Z]\w*)", re.MULTILINE)
ASSOCIATED = re.compile(r"^\s*type \w+(?:: [^=;]+)?(?:;| =)")


def sources():
    return sorted((ROOT / "src").rglob("*.rs"))


def without_tests(text):
    """The code of a file up to the tests beside it."""
    return re.split(r"#\[cfg\(test\)\]\s*mod \w+ \{", text)[0]


def is_test(path):
    parts = path.relative_to(ROOT).parts
    return "tests" in parts or path.stem.endswith("tests")


def place(path, line):
    return f"{path.relative_to(ROOT)}:{line}"


def doc_comments():
    """The first line of every doc comment, with its place."""
    found = []
    for path in sources():
        before = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            comment = re.match(r"\s*//([/!]) (.*)", line)
            kind = comment and comment.group(1)
            if kind and before != kind:
                found.append((place(path, number), comment.group(2)))
            bare = re.match(r"\s*//([/!])$", line)
            before = kind or (bare and bare.group(1)) or ""
    return found


def type_names():
    """Where each type is defined, by its name."""
    names = defaultdict(list)
    for path in sources():
        if is_test(path):
            continue
        for number, line in enumerate(without_tests(path.read_text()).splitlines(), 1):
            found = TYPE.match(line)
            inside_trait = ASSOCIATED.match(line) and line.startswith(" ")
            if found and not inside_trait:
                names[found.group(1)].append(place(path, number))
    return names


def messages():
    """Sentences within string literals, with their places."""
    found = []
    for path in sources():
        if is_test(path):
            continue
        text = without_tests(path.read_text())
        code = re.sub(r"^\s*//.*$", lambda m: " " * len(m.group()), text, flags=re.MULTILINE)
        code = re.sub(r"'(?:\\.|[^'\\\n])'", lambda m: " " * len(m.group()), code)
        for literal in STRING.finditer(code):
            words = re.sub(r"\\\n\s*", "", literal.group(1)).replace('\\"', '"')
            if len(re.findall(r"[a-z]{2,}", words)) < 4 or "{{" in words or "\\d" in words:
                continue
            at = place(path, code.count("\n", 0, literal.start()) + 1)
            found.extend((at, sentence) for sentence in sentences(words))
    return found


def sentences(text):
    parts = re.split(r"(?<=[.!?])\s+|\n|\\n|; ", text)
    return [part.strip() for part in parts if len(part.split()) > 1]


def documents():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in pages if page.is_file()]


def prose(page):
    """The sentences of a Markdown page, without code, tables and headings."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    blocks = re.split(r"\n\s*\n", text)
    kept = [block for block in blocks if not re.match(r"\s*([#|<!]|---)", block)]
    joined = [re.sub(r"\s+", " ", line) for block in kept for line in re.split(r"\n(?=\s*[-*\d])", block)]
    return [sentence for block in joined for sentence in sentences(block)]


def metaphors():
    pattern = re.compile(rf"\b({METAPHORS})\b", re.IGNORECASE)
    found = []
    for path in [*sources(), *documents()]:
        real_rooms = str(path.relative_to(ROOT)) in SAMPLES_WITH_ROOMS
        for number, line in enumerate(path.read_text().splitlines(), 1):
            words = [word for word in pattern.findall(line) if not (real_rooms and word.lower() == "room")]
            found.extend((place(path, number), word) for word in words)
    return found


def subjects(since):
    revisions = f"{since}..HEAD" if since else "HEAD"
    log = subprocess.run(
        ["git", "log", "--format=%s", revisions], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return log.stdout.splitlines()


def is_known(revision):
    """False in a shallow clone that does not reach back so far."""
    found = ["git", "merge-base", "--is-ancestor", revision, "HEAD"]
    return subprocess.run(found, cwd=ROOT, capture_output=True).returncode == 0


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def show(heading, value, places, listing):
    print(f"{heading:52} {value}")
    if listing:
        for at, text in places:
            print(f"    {at}: {text}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--list", action="store_true", help="print every place")
    arguments.add_argument("--check", action="store_true", help="fail if a count is over its limit")
    arguments.add_argument("--since", help="count commits after this revision only")
    options = arguments.parse_args()
    listing = options.list or options.check

    comments = doc_comments()
    asking = [(at, text) for at, text in comments if re.match(rf"({QUESTION_WORDS})\b", text)]
    show("doc comments that open with a question word", share(len(asking), len(comments)), asking, listing)

    names = type_names()
    twice = [(name, ", ".join(at)) for name, at in sorted(names.items()) if len(at) > 1]
    show("type names defined more than once", share(len(twice), len(names)), twice, listing)

    said = messages()
    lengths = [len(text.split()) for _, text in said]
    long_messages = [(at, text) for at, text in said if len(text.split()) > LONG_SENTENCE]
    show("sentences in messages", len(said), [], False)
    show("  words a sentence, mean", f"{statistics.mean(lengths):.1f}", [], False)
    show("  words of the longest", max(lengths), [], False)
    show(f"  over {LONG_SENTENCE} words", len(long_messages), long_messages, listing)

    written = [(str(page.relative_to(ROOT)), text) for page in documents() for text in prose(page)]
    lengths = [len(text.split()) for _, text in written]
    long_prose = [(at, text) for at, text in written if len(text.split()) > LONG_SENTENCE]
    show("sentences in documents", len(written), [], False)
    show("  words a sentence, mean", f"{statistics.mean(lengths):.1f}", [], False)
    show(f"  over {LONG_SENTENCE} words", len(long_prose), long_prose, listing)

    images = metaphors()
    show("metaphors", len(images), images, listing)

    readme = len((ROOT / "README.md").read_text().splitlines())
    show("lines of the README", readme, [], False)

    since = options.since or (STYLE_SINCE if options.check else None)
    if options.check and not is_known(since):
        print(f"commit subjects were not read: {since} is not in this clone")
        wide = []
    else:
        all_subjects = subjects(since)
        wide = [("commit", subject) for subject in all_subjects if len(subject) > LONGEST_SUBJECT]
        show(f"commit subjects over {LONGEST_SUBJECT} characters", share(len(wide), len(all_subjects)), wide, listing)

    over = [asking, twice, long_messages, long_prose, images, wide, [None] * (readme > LONGEST_README)]
    if options.check and any(over):
        sys.exit("the counts with places have to be 0, and the README at most " f"{LONGEST_README} lines")


if __name__ == "__main__":
    main()
