#!/usr/bin/env bash
# Installs the packages of scripts/package.py where nothing of cpd is, and runs the demo
# from each: the wheel in a virtual environment, the Debian package in a root of its own.
#
#     scripts/try-packages.sh target/packages

set -euo pipefail

packages=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home GIT_CONFIG_GLOBAL=/dev/null
mkdir "$HOME"

# demo NAME FOLDER: both names of the program in a folder say what they are, and the demo runs.
demo() {
    local program
    for program in "$2/cpd" "$2/cpd-portfolio"; do
        case $("$program" --version) in
            "cpd-portfolio "*) ;;
            *) echo "$program is another program" >&2 && return 1 ;;
        esac
    done
    (cd "$work" && "$2/cpd" demo "$1" >"$1.out" 2>&1) || { cat "$work/$1.out" >&2 && return 1; }
    [ -s "$work/$1/packs/silver.html" ] || { echo "$1: the demo printed no pack" >&2 && return 1; }
    echo "$1: installed, and cpd demo runs"
}

# shells NAME FOLDER: the completions and the manual are where shells and man look for them.
shells() {
    local file page
    for file in bash-completion/completions/{cpd,cpd-portfolio} zsh/vendor-completions/_cpd \
        fish/vendor_completions.d/{cpd,cpd-portfolio}.fish powershell/cpd.ps1; do
        grep --quiet 'completions' "$2/$file" || { echo "$1 lacks $file" >&2 && return 1; }
    done
    for page in cpd cpd-portfolio cpd-check; do
        MANPATH=$2/man man --where "$page" >/dev/null || { echo "$1 lacks the page of $page" >&2 && return 1; }
    done
    MANPATH=$2/man man --warnings cpd-portfolio 2>&1 | grep --quiet 'professional development' \
        || { echo "$1: the page of cpd-portfolio is not that of cpd" >&2 && return 1; }
}

echo 'sums' && (cd "$packages" && sha256sum --check --quiet SHA256SUMS)

python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index "$packages"/*.whl
demo wheel "$work/venv/bin"
shells wheel "$work/venv/share"

mkdir -p "$work/unpacked"
tar --extract --gzip --strip-components 1 --directory "$work/unpacked" --file "$packages"/*.tar.gz
demo archive "$work/unpacked"
shells archive "$work/unpacked/share"

# Only what every Linux with this C library has is loaded when the program starts.
if ldd "$work/unpacked/cpd-portfolio" | grep -vE '(linux-vdso|ld-linux.*|libc|libm|libgcc_s)[.]so|/ld-linux'; then
    echo 'the program needs the libraries above' >&2
    exit 1
fi

shopt -s nullglob
for deb in "$packages"/*.deb; do
    root=$work/root
    mkdir -p "$root"/var/lib/dpkg/{info,updates}
    touch "$root/var/lib/dpkg/status"
    dpkg --root="$root" --force-depends --force-not-root --log=/dev/null --install "$deb" >"$work/dpkg.out" 2>&1 \
        || { cat "$work/dpkg.out" >&2 && exit 1; }
    demo deb "$root/usr/bin"
    shells deb "$root/usr/share"
done
