#!/usr/bin/env python3
"""Make packages of a program that is built already.

    scripts/package.py target/dist/cpd
    scripts/package.py target/dist/cpd --to target/packages --strip

Writes a Python wheel, an archive, a list of the parts (SBOM) and the SHA-256 sums, and on
Linux a Debian package. Each holds the program under two names, `cpd` and `cpd-portfolio`.
The same program and the same commit give the same bytes.
"""

import argparse
import base64
import functools
import gzip
import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "cpd-portfolio"
# Where a shell looks for the completions of a name, and zsh for those of both.
SHELLS = {
    "bash": [f"share/bash-completion/completions/{name}" for name in ("cpd", NAME)],
    "zsh": ["share/zsh/vendor-completions/_cpd"],
    "fish": [f"share/fish/vendor_completions.d/{name}.fish" for name in ("cpd", NAME)],
    "powershell": ["share/powershell/cpd.ps1"],
}
DOCUMENTS = ["README.md", "CHANGELOG.md"]
LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"]
# What others ask to be passed on with the program: the licence of each part.
NOTICES = "THIRD-PARTY.txt"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path, help="the program, such as target/dist/cpd")
    parser.add_argument("--to", type=Path, default=ROOT / "target/packages", help="the folder to write")
    parser.add_argument("--strip", action="store_true", help="leave out what only debuggers read")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = own_copy(arguments.program, Path(folder), arguments.strip)
        release = Release(program)
        shutil.rmtree(arguments.to, ignore_errors=True)
        arguments.to.mkdir(parents=True)
        write = [write_wheel, write_archive, write_sbom]
        if release.system == "linux":
            write.append(write_deb)
        for each in write:
            each(release, arguments.to)
    write_sums(arguments.to)
    for path in sorted(arguments.to.iterdir()):
        print(path)


def own_copy(program, folder, strip):
    """Returns a copy of the program, which may be changed."""
    copy = folder / f"{NAME}{program.suffix}"
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    if strip:
        subprocess.run(["strip", str(copy)], check=True)
    return copy


class Release:
    """A program to package, and what the names of its packages say about it."""

    def __init__(self, program):
        self.program = program
        self.bytes = program.read_bytes()
        said = run(program, "--version").split()
        if said[:1] != [NAME]:
            sys.exit(f"{program} says `{' '.join(said)}`, so it is another program.")
        self.version = said[1]
        manifest = (ROOT / "Cargo.toml").read_text()
        self.description = re.search(r'^description = "(.*)"$', manifest, re.M).group(1)
        if f'\nversion = "{self.version}"' not in manifest:
            sys.exit(f"{program} is version {self.version}, and Cargo.toml names another.")
        self.system = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}[platform.system()]
        self.machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
            platform.machine().lower(), platform.machine().lower()
        )
        self.moment = int(run("git", "-C", ROOT, "log", "-1", "--format=%ct"))

    @property
    def target(self):
        """The name that Rust has for this kind of machine."""
        rest = {"linux": "unknown-linux-gnu", "macos": "apple-darwin", "windows": "pc-windows-msvc"}
        return f"{self.machine}-{rest[self.system]}"

    @property
    def glibc(self):
        """The oldest C library of Linux that the program runs with, as two numbers."""
        symbols = run("objdump", "-T", self.program)
        return max((int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols))

    @functools.cached_property
    def graph(self):
        """The packages that `cargo` knows, and how they depend on each other."""
        said = run(
            "cargo", "metadata", "--format-version", "1", "--locked", "--offline",
            "--filter-platform", self.target, "--manifest-path", ROOT / "Cargo.toml",
        )
        return json.loads(said)

    @functools.cached_property
    def parts(self):
        """The packages that are in the program or build it, without the program itself."""
        root = self.graph["resolve"]["root"]
        used = built_from(self.graph["resolve"]) - {root}
        parts = [package for package in self.graph["packages"] if package["id"] in used]
        return sorted(parts, key=lambda part: (part["name"], part["version"]))

    @functools.cached_property
    def documents(self):
        """What every package holds beside the program, by name."""
        files = {name: (ROOT / name).read_bytes() for name in DOCUMENTS + LICENCES}
        return {**files, NOTICES: notices(self.parts).encode()}

    @functools.cached_property
    def extras(self):
        """The pages of the manual and the completions, by path."""
        made = {}
        for shell, paths in SHELLS.items():
            text = run(self.program, "completions", shell).encode()
            made.update({path: text for path in paths})
        with tempfile.TemporaryDirectory() as folder:
            run(self.program, "man", "--to", folder)
            for page in sorted(Path(folder).glob("*.1")):
                made[f"share/man/man1/{page.name}"] = page.read_bytes()
        return made


def run(*command):
    words = [str(word) for word in command]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


# The wheel

# The program is the second name, so that another package that brings a `cpd` of its own
# leaves one that works.
FIRST_NAME = """#!/bin/sh
# Starts the program beside this file.
exec "$(dirname -- "$(readlink -f -- "$0")")/cpd-portfolio" "$@"
"""
FIRST_NAME_ON_WINDOWS = '@"%~dp0cpd-portfolio.exe" %*\r\n'


def write_wheel(release, folder):
    stem = f"cpd_portfolio-{release.version}"
    tag = f"py3-none-{wheel_platform(release)}"
    scripts, info = f"{stem}.data/scripts", f"{stem}.dist-info"
    files = {f"{scripts}/{release.program.name}": (release.bytes, 0o755)}
    if release.system == "windows":
        files[f"{scripts}/cpd.bat"] = (FIRST_NAME_ON_WINDOWS.encode(), 0o755)
    else:
        files[f"{scripts}/cpd"] = (FIRST_NAME.encode(), 0o755)
    for name, text in {
        "METADATA": wheel_metadata(release),
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: scripts/package.py\nRoot-Is-Purelib: false\nTag: {tag}\n",
    }.items():
        files[f"{info}/{name}"] = (text.encode(), 0o644)
    for name in [*LICENCES, NOTICES]:
        files[f"{info}/licenses/{name}"] = (release.documents[name], 0o644)
    # `pipx` shows the pages of the manual from here.
    for path, content in release.extras.items():
        files[f"{stem}.data/data/{path}"] = (content, 0o644)
    lines = [record_line(path, content) for path, (content, _) in files.items()]
    record = "".join([*lines, f"{info}/RECORD,,\n"])
    files[f"{info}/RECORD"] = (record.encode(), 0o644)
    write_zip(folder / f"{stem}-{tag}.whl", files, release.moment)


def wheel_platform(release):
    if release.system == "linux":
        major, minor = release.glibc
        return f"manylinux_{major}_{minor}_{release.machine}"
    if release.system == "macos":
        # Rust builds for these versions of macOS unless it is told otherwise.
        return {"aarch64": "macosx_11_0_arm64"}.get(release.machine, "macosx_10_12_x86_64")
    return {"aarch64": "win_arm64"}.get(release.machine, "win_amd64")


def wheel_metadata(release):
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {NAME}",
        f"Version: {release.version}",
        f"Summary: {release.description}",
        "License-Expression: MIT OR Apache-2.0",
        *(f"License-File: {name}" for name in [*LICENCES, NOTICES]),
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + (ROOT / "README.md").read_text()


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},{len(content)}\n"


def write_zip(path, files, moment):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, mode) in files.items():
            entry = zipfile.ZipInfo(name, time.gmtime(moment)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)


# The archive


def write_archive(release, folder):
    stem = f"{NAME}-{release.version}-{release.target}"
    files = {f"cpd{release.program.suffix}": (release.bytes, 0o755)}
    for name, content in release.documents.items():
        files[name] = (content, 0o644)
    for path, content in release.extras.items():
        files[path] = (content, 0o644)
    files = {f"{stem}/{name}": file for name, file in files.items()}
    if release.system == "windows":
        files[f"{stem}/{release.program.name}"] = (release.bytes, 0o755)
        write_zip(folder / f"{stem}.zip", files, release.moment)
        return
    links = {f"{stem}/{release.program.name}": "cpd"}
    with open(folder / f"{stem}.tar.gz", "wb") as raw:
        # Neither a name nor a time, so that the bytes are always the same.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as zipped:
            write_tar(zipped, files, links, release.moment)


def write_tar(out, files, links, moment):
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, (content, mode) in files.items():
            archive.addfile(tar_entry(name, moment, mode, size=len(content)), io.BytesIO(content))
        for name, to in links.items():
            archive.addfile(tar_entry(name, moment, 0o777, type=tarfile.SYMTYPE, linkname=to))


def tar_entry(name, moment, mode, **rest):
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.mode = moment, mode
    for key, value in rest.items():
        setattr(entry, key, value)
    return entry


# The Debian package

MAINTAINER = "The cpd authors <cpd@cpd.invalid>"


def write_deb(release, folder):
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[release.machine]
    with tempfile.TemporaryDirectory() as top:
        top = Path(top)
        top.chmod(0o755)
        put(top / f"usr/bin/{NAME}", release.bytes, 0o755)
        (top / "usr/bin/cpd").symlink_to(NAME)
        documents = top / f"usr/share/doc/{NAME}"
        for name in [*DOCUMENTS, NOTICES]:
            put(documents / name, release.documents[name])
        put(documents / "copyright", debian_copyright().encode())
        put(documents / "changelog.gz", gzip.compress(debian_changelog(release).encode(), mtime=0))
        for path, content in release.extras.items():
            name = f"{path}.gz" if "/man/" in path else path
            put(top / "usr" / name, gzip.compress(content, mtime=0) if "/man/" in path else content)
        size = sum(each.lstat().st_size for each in top.rglob("*")) // 1024
        put(top / "DEBIAN/control", control(release, machine, size).encode())
        subprocess.run(
            ["dpkg-deb", "--build", "--root-owner-group", "-Zgzip", str(top), str(folder)],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(release.moment)},
        )


def debian_copyright():
    return (
        "License: MIT OR Apache-2.0\n\n"
        f"{(ROOT / 'LICENSE-MIT').read_text()}\n"
        "The Apache License, Version 2.0, is in /usr/share/common-licenses/Apache-2.0.\n"
        f"{NOTICES} has the licences of the parts.\n"
    )


def debian_changelog(release):
    day = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(release.moment))
    return (
        f"{NAME} ({release.version}) unstable; urgency=medium\n\n"
        f"  * CHANGELOG.md lists what changed.\n\n -- {MAINTAINER}  {day}\n"
    )


def put(path, content, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    for each in path.parents:
        if each.name in ("usr", "DEBIAN"):
            break
        each.chmod(0o755)


def control(release, machine, size):
    major, minor = release.glibc
    return "\n".join([
        f"Package: {NAME}",
        f"Version: {release.version}",
        f"Architecture: {machine}",
        f"Maintainer: {MAINTAINER}",
        f"Installed-Size: {size}",
        f"Depends: libc6 (>= {major}.{minor}), libgcc-s1",
        "Recommends: git, openssh-client",
        "Suggests: gnupg",
        "Section: utils",
        "Priority: optional",
        "Description: professional development as plain text in git",
        *(f" {line}" for line in textwrap.wrap(f"{release.description}.", 78)),
        "",
    ])


# The list of parts


def write_sbom(release, folder):
    """Writes what the program is built from, as CycloneDX 1.5."""
    sums = checksums()
    named = release.graph["resolve"]["root"]
    root = next(package for package in release.graph["packages"] if package["id"] == named)
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(release.moment))
    digest = hashlib.sha256(release.bytes).hexdigest()
    program = {
        **component(root, sums),
        "type": "application",
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"timestamp": moment, "component": program},
        "components": [component(part, sums) for part in release.parts],
    }
    path = folder / f"{NAME}-{release.version}-{release.target}.cdx.json"
    path.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n")


def built_from(resolve):
    """Returns the packages that are in the program or build it, without those of the tests."""
    nodes = {node["id"]: node for node in resolve["nodes"]}
    used, new = set(), [resolve["root"]]
    while new:
        each = new.pop()
        if each in used:
            continue
        used.add(each)
        for dependency in nodes[each]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                new.append(dependency["pkg"])
    return used


def notices(parts):
    """Returns the licence of each part, and of the typefaces. What many share is there once."""
    holders = {}
    for part in parts:
        texts = licence_texts(Path(part["manifest_path"]).parent)
        otherwise = f"It brings no text. Its manifest says: {part.get('license') or 'nothing'}"
        for text in texts or [otherwise]:
            holders.setdefault(text, []).append(f"{part['name']} {part['version']}")
    for text in licence_texts(ROOT / "assets/fonts"):
        holders.setdefault(text, []).append("typefaces")
    sections = (f"{', '.join(names)}\n\n{text}\n" for text, names in holders.items())
    return f"\n{'-' * 72}\n\n".join(["The program contains these parts, under these licences.\n", *sections])


def licence_texts(folder):
    """Returns the texts of the licences and notices of a package, and of the C code in it."""
    begin = ("LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE", "OFL")
    texts = []
    for path in sorted(folder.rglob("*")):
        is_text = path.name.upper().startswith(begin) and not re.search(r"[.](rs|c|h|py)$", path.name)
        if is_text and path.is_file():
            lines = path.read_text(errors="replace").strip().splitlines()
            texts.append("\n".join(line.rstrip() for line in lines))
    return list(dict.fromkeys(text for text in texts if text))


def checksums():
    """Returns the SHA-256 of each package in the lock file, by name and version."""
    text = (ROOT / "Cargo.lock").read_text()
    form = r'name = "(.*)"\nversion = "(.*)"\nsource = ".*"\nchecksum = "(.*)"'
    return {(name, version): digest for name, version, digest in re.findall(form, text)}


def component(package, sums):
    name, version = package["name"], package["version"]
    purl = f"pkg:cargo/{name}@{version}"
    part = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if package.get("license"):
        part["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if (name, version) in sums:
        part["hashes"] = [{"alg": "SHA-256", "content": sums[name, version]}]
    return part


def write_sums(folder):
    lines = []
    for path in sorted(folder.iterdir()):
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    main()
