# bash completion for portreeve; made from the command records, do not edit
_portreeve() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" index
  # Global options may stand before the command.
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "${COMP_WORDS[index]}" in
      -o|--output) ((index++)) ;;
      -*|=) ;;
      *) command="${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$command" in
    "")
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help -V --version' -- "$word"))
      else COMPREPLY=($(compgen -W 'audit explain doctor selftest schema completion help' -- "$word")); fi ;;
    help) COMPREPLY=($(compgen -W 'audit explain doctor selftest schema completion' -- "$word")) ;;
    audit)
      case "$before" in
        --namespace) COMPREPLY=($(compgen -W 'all current' -- "$word")); return ;;
        --fail-on) COMPREPLY=($(compgen -W 'low medium high critical' -- "$word")); return ;;
        -o|--output) COMPREPLY=($(compgen -W 'table json ndjson csv markdown' -- "$word")); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '--namespace --fail-on -o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=(); fi ;;
    explain)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=(); fi ;;
    doctor)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=(); fi ;;
    selftest)
      case "$before" in
        -o|--output) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=(); fi ;;
    schema)
      case "$before" in
        -o|--output) COMPREPLY=(); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=($(compgen -W 'audit explain doctor selftest error' -- "$word")); fi ;;
    completion)
      case "$before" in
        -o|--output) COMPREPLY=(); return ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '-o --output --json --no-color --no-input --quiet --debug -h --help' -- "$word"))
      else COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); fi ;;
  esac
}
complete -o bashdefault -o default -F _portreeve portreeve
