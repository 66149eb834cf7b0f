# Completion of galera_init(8) for bash.

_galera_init_units() {
    systemctl list-unit-files --type=service --plain --no-legend 2>/dev/null | cut -d ' ' -f 1
}

# As they stand in the cluster address.
_galera_init_nodes() {
    local nodes
    nodes=$(sed -n 's/^nodes[[:blank:]]*=[[:blank:]]*//p' /etc/galera-initiator.conf 2>/dev/null)
    if [[ -z $nodes ]]; then
        nodes=$(my_print_defaults --mysqld 2>/dev/null | sed -n 's/^--wsrep[-_]cluster[-_]address=//p' | tail -n 1)
    fi
    nodes=${nodes#*://}
    nodes=${nodes%%\?*}
    printf '%s\n' "${nodes//,/ }" | tr -s '[:blank:]' '\n'
}

_galera_init() {
    local steps="admit new-cluster prepare decide hand-over after-start before-stop after-stop publish watch"
    local commands="assume-lost bootstrap-here discard-local-data withdraw hold release"
    local options="-h --help --version --dry-run --replay= --yes --unit= --cluster-address="
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} step="" index candidate candidates

    # "--unit=name" comes in three words.
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $before == "=" ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((index = 1; index < COMP_CWORD; ++index)); do
        case ${COMP_WORDS[index]} in
        --unit | --cluster-address | --replay)
            if [[ ${COMP_WORDS[index + 1]} == "=" ]]; then
                ((++index))
            fi
            ((++index))
            ;;
        -*) ;;
        *) step=${step:-${COMP_WORDS[index]}} ;;
        esac
    done

    case $before in
    --unit) candidates=$(_galera_init_units) ;;
    --cluster-address) candidates="" ;;
    --replay)
        compopt -o default
        COMPREPLY=()
        return
        ;;
    *)
        if [[ $current == -* ]]; then
            candidates=$options
        elif [[ -z $step ]]; then
            candidates="$steps $commands"
        elif [[ $step == assume-lost ]]; then
            candidates=$(_galera_init_nodes)
        fi
        ;;
    esac

    # Not with compgen -W, which would expand what files hold.
    COMPREPLY=()
    while read -r candidate; do
        if [[ -n $candidate && $candidate == "$current"* ]]; then
            COMPREPLY+=("$candidate")
        fi
    done < <(printf '%s\n' "$candidates" | tr -s '[:blank:]' '\n')
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace
    fi
}

complete -F _galera_init galera_init
