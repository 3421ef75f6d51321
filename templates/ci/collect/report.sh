# Makes the report of $work/lines.jsonl. Only if no line could be read at all, there is
# none, and the job fails.
roster=()
if [ -e staff.csv ]; then roster=(--roster staff.csv); fi
# What lines say must not be taken for commands to the runner.
quiet=$(cat /proc/sys/kernel/random/uuid)
echo "${GITHUB_ACTIONS:+::stop-commands::$quiet}"
rm -f "$work/report.html"
"$CPD" report "$work/lines.jsonl" ${roster[@]+"${roster[@]}"} -o "$work/report.html" || true
echo "${GITHUB_ACTIONS:+::$quiet::}"
[ -e "$work/report.html" ] || { echo "No report was made. cpd says above why."; exit 1; }
