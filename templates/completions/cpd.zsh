#compdef cpd cpd-portfolio
# Completions of cpd for zsh. Written by `cpd completions zsh`.
# On Tab this starts cpd-portfolio, or else cpd, from the PATH. It only reads the portfolio.
_cpd() {
    local program=cpd-portfolio line
    local -a typed open closed
    (( $+commands[$program] )) || program=cpd
    typed=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    while IFS= read -r line; do
        # Something is to be typed behind a folder or an equals sign.
        if [[ ${line%%$'\t'*} == *[/=] ]]; then
            open+=("${line/$'\t'/:}")
        else
            closed+=("${line/$'\t'/:}")
        fi
    done < <(command $program completions zsh --word $((CURRENT - 1)) -- "${typed[@]}" 2>/dev/null)
    (( $#open )) && _describe -V values open -S ''
    (( $#closed )) && _describe -V values closed
}
if [[ ${funcstack[1]} == _cpd ]]; then
    # The file was found on the fpath.
    _cpd "$@"
else
    compdef _cpd cpd cpd-portfolio
fi
