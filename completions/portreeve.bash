# bash completion for portreeve; made from the command records, do not edit
_portreeve() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W 'audit explain doctor selftest schema completion help --help --version' -- "$word"))
    return
  fi
  case "${COMP_WORDS[1]}" in
    audit)
      case "$before" in
        --fail-on) COMPREPLY=($(compgen -W 'low medium high critical' -- "$word")); return ;;
        -o|--output) COMPREPLY=($(compgen -W 'table json ndjson csv markdown' -- "$word")); return ;;
      esac
      COMPREPLY=($(compgen -W '--namespace --fail-on -o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word")) ;;
    explain)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word")) ;;
    doctor)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word")) ;;
    selftest)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word")) ;;
    schema)
      COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help audit explain doctor selftest error' -- "$word")) ;;
    completion)
      COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help bash zsh fish' -- "$word")) ;;
  esac
}
complete -o default -F _portreeve portreeve
