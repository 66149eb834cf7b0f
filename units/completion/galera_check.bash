# Completion of galera_check(1) for bash.

_galera_check() {
    # The commands, each with the options that it has besides the common ones.
    local -A commands=([status]="" [seqno]="" [state]="" [archive]=""
        [cluster]="--watch --interval= --json --monitor --prometheus" [config]="--problems"
        [report]="--output=")
    local current=${COMP_WORDS[COMP_CWORD]} candidates="${!commands[*]}"
    if ((COMP_CWORD > 1)); then
        candidates=""
    fi
    if [[ $current == -* ]]; then
        candidates="-h --help --version"
        if ((COMP_CWORD > 1)); then
            candidates="-h --help ${commands[${COMP_WORDS[1]}]-}"
        fi
    fi
    mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}

complete -F _galera_check galera_check
