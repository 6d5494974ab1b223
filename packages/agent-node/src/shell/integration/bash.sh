# Read by bash in place of ~/.bashrc. Tells the terminal where a prompt, a command and its output begin (OSC 633).
# The host puts the folder and the nonce in; the file is gone before the first prompt, and the nonce is never exported.
command rm -rf -- '@FOLDER@'
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi

# PS0 came with bash 4.4.
if [[ $- == *i* ]] && ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  # "set -a" in the user's file would export the functions, and the nonce with them.
  __alongside_allexport=
  if [[ $- == *a* ]]; then
    __alongside_allexport=1
    set +a
  fi
  shopt -s promptvars
  __alongside_seen=

  __alongside_mark() { builtin printf '\e]633;%s;%s\a' "$1" '@NONCE@'; }

  # Number and text of the newest line in the history; it holds a command of several lines whole.
  __alongside_newest() {
    local HISTTIMEFORMAT= newest
    newest=$(builtin history 1)
    [[ $newest =~ ^\ *([0-9]+)[*\ ]\ (.*)$ ]]
  }

  __alongside_before_command() {
    local LC_ALL=C text=
    if __alongside_newest && [[ ${BASH_REMATCH[1]} != "$__alongside_seen" ]]; then
      text=${BASH_REMATCH[2]:0:4000}
      text=${text//\\/\\\\}
      text=${text//;/\\x3b}
      text=${text//$'\n'/\\x0a}
      text=${text//$'\t'/\\x09}
      text=${text//[[:cntrl:]]/}
    fi
    __alongside_mark "E;$text"
    __alongside_mark C
  }

  __alongside_before_prompt() {
    local status=$?
    __alongside_mark "D;$status"
    return "$status"
  }

  __alongside_at_prompt() {
    local status=$?
    # In this shell every line counts, also repeated ones and those with a blank in front.
    HISTCONTROL=
    unset HISTIGNORE
    __alongside_seen=
    if __alongside_newest; then __alongside_seen=${BASH_REMATCH[1]}; fi
    if [[ ${PS0-} != *__alongside_before_command* ]]; then PS0="${PS0-}"'$(__alongside_before_command)'; fi
    if [[ $PS1 != *'633;B'* ]]; then PS1="$PS1"'\[\e]633;B\a\]'; fi
    __alongside_mark A
    return "$status"
  }

  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    PROMPT_COMMAND=(__alongside_before_prompt "${PROMPT_COMMAND[@]}" __alongside_at_prompt)
  else
    PROMPT_COMMAND="__alongside_before_prompt
${PROMPT_COMMAND-}
__alongside_at_prompt"
  fi

  if [[ -n $__alongside_allexport ]]; then set -a; fi
  unset __alongside_allexport
fi
