# Collects the newest line of each repository in portfolios.txt into $work/lines.jsonl.
# A repository without one becomes a line that says so, and the others go on. Names and
# lines were written by others: nothing of them is run, and no name is a part of a path.
# At most $largest bytes are taken from one repository.
list=portfolios.txt
oldest=$(date --utc --date "${MOST_DAYS:-14} days ago" +%Y-%m-%d)
# It may be tomorrow already where a line was written.
newest=$(date --utc --date tomorrow +%Y-%m-%d)
unread() {
  jq --compact-output --null-input --arg source "$1" --arg why "$2" \
    '{v: 1, source: $source, read: "no", why: $why}' >> "$work/lines.jsonl"
}
: > "$work/lines.jsonl"
[ -e "$list" ] || { echo "There is no file $list. It names the repositories, one to a line."; exit 1; }
number=0
while IFS= read -r name || [ -n "$name" ]; do
  number=$((number + 1))
  # Blanks at both ends, such as those of a file from Windows.
  name=${name#"${name%%[![:space:]]*}"}
  name=${name%"${name##*[![:space:]]}"}
  case $name in '' | '#'*) continue ;; esac
  if ! [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$ ]]; then
    unread "$list:$number" 'this is no name of a repository, such as college/sam-portfolio'
    continue
  fi
  rm -f "$work/line.jsonl" "$work/failed"
  if ! why=$(fetch "$name"); then
    unread "$name" "${why:-it could not be asked for}"
    continue
  fi
  # The name of the repository is put in front, so that the report says whose line it is.
  if ! jq --compact-output --arg name "$name" --arg oldest "$oldest" --arg newest "$newest" '
    if type != "object" then error("no line") else . end
    | (.day | tostring)[0:10] as $day
    | .source = (if (.source | type) == "string" and .source != "." then "\($name): \(.source)" else $name end)
    | if .read == "no" or ((.day | type) == "string" and .day >= $oldest and .day <= $newest) then .
      else {v: 1, source, read: "no", why: "its line is of the day \($day), and has to be of \($oldest) to \($newest)"}
      end' "$work/line.jsonl" > "$work/part.jsonl" 2> "$work/said" || ! [ -s "$work/part.jsonl" ]; then
    unread "$name" 'what it published is no line of a report'
    continue
  fi
  cat "$work/part.jsonl" >> "$work/lines.jsonl"
  echo "$name: read"
done < "$list"
# A line can name any portfolio. Where two repositories publish the same one, neither
# counts, because nobody can tell here whose it is.
jq --raw-output 'select(.portfolio | type == "string")
  | "\((.portfolio | @base64)[0:200]) \(.source | split(":")[0])"' "$work/lines.jsonl" |
  sort -u | cut -d ' ' -f 1 | uniq -d > "$work/twice"
jq --compact-output --rawfile twice "$work/twice" '
  ($twice | split("\n")) as $twice
  | ((.portfolio | strings | @base64)[0:200] // "") as $id
  | if $id != "" and ($twice | any(. == $id)) then
      {v: 1, source, read: "no", why: "another repository of the list publishes the same portfolio: leave one out"}
    else . end' "$work/lines.jsonl" > "$work/part.jsonl"
mv "$work/part.jsonl" "$work/lines.jsonl"
[ -s "$work/lines.jsonl" ] || { echo "$list names no repository yet. Write one to a line, such as college/sam-portfolio."; exit 1; }
