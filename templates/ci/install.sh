# Installs cpd and finds the program: its path is $CPD.
stop() {
  echo "${GITHUB_ACTIONS:+::error title=cpd is not installed::}$1 How to set it: $PAGE"
  exit 1
}
# What is installed is given no key.
without_keys() { env -u CPD_RECORDER_KEY -u CPD_RECORDER_TOKEN "$@"; }
# The variable of the site comes first, then the command that this file was written with.
[ -n "${CPD_INSTALL:-}" ] || CPD_INSTALL=@command@
# The SHA-256 of the program. Nothing is compared if it is empty.
sha256=@sha256@
[ -n "$CPD_INSTALL" ] || stop "The variable CPD_INSTALL is not set. It is the command that installs cpd."
without_keys bash -euo pipefail -c "$CPD_INSTALL" || stop "The command in CPD_INSTALL, which installs cpd, ended with exit code $?."
if [ -s "${GITHUB_PATH:-}" ]; then PATH=$(paste -s -d : "$GITHUB_PATH"):$PATH; fi
PATH=$PATH:$HOME/.cargo/bin:$HOME/.local/bin
# Other programs are called cpd too. This one says `cpd-portfolio` and its version.
CPD='' wrong=''
for name in cpd-portfolio cpd; do
  found=$(command -v "$name") || continue
  if [ -n "$sha256" ] && [ "$(sha256sum < "$found" | cut -d ' ' -f 1)" != "$sha256" ]; then
    wrong="$wrong $found does not have the SHA-256 that this file names."
    continue
  fi
  says=$(without_keys "$found" --version 2> /dev/null < /dev/null | head -n 1 | tr -cd '[:print:]') || true
  case $says in
    "cpd-portfolio "*) CPD=$found && break ;;
  esac
  wrong="$wrong $found is another program ($says)."
done
[ -n "$CPD" ] || stop "CPD_INSTALL did not install cpd-portfolio.$wrong"
if [ -n "${GITHUB_ENV:-}" ]; then echo "CPD=$CPD" >> "$GITHUB_ENV"; fi
