# Completions of cpd for bash. Written by `cpd completions bash`.
# On Tab this starts cpd-portfolio, or else cpd, from the PATH. It only reads the portfolio.
_cpd() {
    local program line
    program=$(type -P cpd-portfolio) || program=$(type -P cpd) || return
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <("$program" completions bash --word "$COMP_CWORD" -- "${COMP_WORDS[@]}" 2>/dev/null)
    # Something is to be typed behind a folder or an equals sign.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _cpd cpd cpd-portfolio
