# fetch NAME: puts what a project published into $work/line.jsonl, or says why it
# cannot, and fails. The file $work/token has the header with the token.
fetch() {
  local project branch
  project=$(jq --raw-output --null-input --arg name "$1" '$name | @uri') || return 1
  branch=$(jq --raw-output --null-input --arg name "$branches" '$name | @uri') || return 1
  # Redirections are not followed, because the token would be sent along.
  { curl --fail --silent --show-error --max-time 120 --header "@$work/token" \
    "$CI_API_V4_URL/projects/$project/jobs/artifacts/$branch/raw/line.jsonl?job=cpd-line" < /dev/null ||
    touch "$work/failed"; } | head -c "$largest" > "$work/line.jsonl"
  if [ "$(wc -c < "$work/line.jsonl")" -ge "$largest" ]; then
    echo "its line is larger than $largest bytes"
    return 1
  fi
  if [ -e "$work/failed" ]; then
    echo "GitLab gives no line of it: it has published none from $branches, or this job may not read it"
    return 1
  fi
}
