"""What each shell runs to complete a command: it asks evalkit for words, a kind and a value each.

A value may hold commas, help may too, and a value may stand behind ``--option=``, which bash parts
from it and zsh and fish do not.
"""

BASH = """\
_evalkit_completion() {
    local kind value n words=()
    for ((n = 0; n <= COMP_CWORD; n++)); do
        if ((n > 0)) && [[ ${COMP_WORDS[n]} == "=" || ${COMP_WORDS[n - 1]} == "=" ]]; then
            words[${#words[@]}-1]+=${COMP_WORDS[n]}
        else
            words+=("${COMP_WORDS[n]}")
        fi
    done
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \\
        _EVALKIT_COMPLETE=bash_complete evalkit)
}

complete -o nosort -F _evalkit_completion evalkit
"""

ZSH = """\
#compdef evalkit

_evalkit_completion() {
    local kind value help before=${(M)PREFIX#--*=}
    local -a lines named told
    (( $+commands[evalkit] )) || return 1
    lines=("${(@f)$(env COMP_WORDS="${words[1,CURRENT]}" COMP_CWORD=$((CURRENT - 1)) \\
        _EVALKIT_COMPLETE=zsh_complete evalkit)}")
    for kind value help in "${lines[@]}"; do
        case $kind in
            plain)
                if [[ $help == _ ]]; then
                    named+=("$before$value")
                else
                    told+=("$value:$help")
                fi
                ;;
            dir) compset -P '--*='; _files -/ ;;
            file) compset -P '--*='; _files ;;
        esac
    done
    (( $#told )) && _describe -V unsorted told -U
    (( $#named )) && compadd -U -V unsorted -a named
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _evalkit_completion "$@"
else
    compdef _evalkit_completion evalkit
fi
"""

FISH = """\
function _evalkit_completion
    set -l word (commandline -ct)
    set -l before (string match -r -- '^--[^=]+=' $word)
    set -l given (commandline -cp)
    for line in (env _EVALKIT_COMPLETE=fish_complete COMP_WORDS="$given" COMP_CWORD="$word" evalkit)
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case dir
                string replace -r '^' -- "$before" (__fish_complete_directories $parts[2])
            case file
                string replace -r '^' -- "$before" (__fish_complete_path $parts[2])
            case plain
                printf '%s\\n' "$before$parts[2]"
        end
    end
end

complete --no-files --command evalkit --arguments "(_evalkit_completion)"
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
