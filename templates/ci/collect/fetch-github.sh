# fetch NAME: puts what a repository published into $work/line.jsonl, or says why it
# cannot, and fails. GH_TOKEN may read the artefacts of the repository, and need read
# nothing else in it.
fetch() {
  local branch newest id size
  gh api --method GET "repos/$1" > "$work/answer.json" < /dev/null || {
    echo "GitHub does not show this repository to the token"
    return 1
  }
  branch=$(jq --raw-output '.default_branch | strings' "$work/answer.json") || branch=''
  gh api --method GET "repos/$1/actions/artifacts" -f name=cpd-line -f per_page=100 > "$work/answer.json" < /dev/null || {
    echo "GitHub does not show the artefacts of this repository to the token"
    return 1
  }
  # An artefact of the same name can come from a pull request of a stranger. It names
  # another branch or another repository.
  newest=$(jq --raw-output --arg branch "$branch" '
    [.artifacts[] | select(.expired == false
        and .workflow_run.head_branch == $branch
        and .workflow_run.head_repository_id == .workflow_run.repository_id)]
    | max_by(.created_at) | objects
    | "\(.id | numbers) \(.size_in_bytes | numbers)"' "$work/answer.json") || newest=''
  read -r id size <<< "$newest"
  if [ -z "$size" ]; then
    echo "it has published no line in the last 30 days"
    return 1
  fi
  if [ "$size" -gt "$largest" ]; then
    echo "its artefact is larger than $largest bytes"
    return 1
  fi
  gh api --method GET "repos/$1/actions/artifacts/$id/zip" > "$work/line.zip" < /dev/null || {
    echo "its line could not be downloaded"
    return 1
  }
  # A small zip can hold a very large file.
  unzip -p "$work/line.zip" line.jsonl < /dev/null 2> /dev/null | head -c "$largest" > "$work/line.jsonl" || true
}
