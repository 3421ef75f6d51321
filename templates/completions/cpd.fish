# Completions of cpd for fish. Written by `cpd completions fish`.
# On Tab this starts cpd-portfolio, or else cpd, from the PATH. It only reads the portfolio.
function __cpd_complete
    set -l program (command --search cpd-portfolio; or command --search cpd)
    or return
    set -l typed (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor | string unescape)
    $program[1] completions fish --word (count $typed) -- $typed "$current" 2>/dev/null
end
for name in cpd cpd-portfolio
    complete --command $name --no-files --keep-order --arguments '(__cpd_complete)'
end
