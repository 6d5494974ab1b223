# Read by zsh as $ZDOTDIR/.zshrc: runs the user's own file, then tells the terminal where a prompt, a command and its
# output begin (OSC 633). The host puts folder and nonce in; the file is gone before the first prompt.
command rm -rf -- '@FOLDER@'
if [[ -n $__alongside_user_folder ]]; then ZDOTDIR=$__alongside_user_folder; else unset ZDOTDIR; fi
unset __alongside_folder __alongside_user_folder
[[ -r ${ZDOTDIR:-$HOME}/.zshrc ]] && . ${ZDOTDIR:-$HOME}/.zshrc

__alongside_mark() { builtin printf '\e]633;%s;%s\a' "$1" '@NONCE@' }

__alongside_preexec() {
  emulate -L zsh
  # The line as typed; where there is no history, what the parser made of it.
  local text=${1:-$3}
  text=${text[1,4000]}
  text=${text//\\/\\\\}
  text=${text//;/\\x3b}
  text=${text//$'\n'/\\x0a}
  text=${text//$'\t'/\\x09}
  text=${text//[[:cntrl:]]/}
  __alongside_mark "E;$text"
  __alongside_mark C
}

__alongside_precmd() {
  local last=$?
  __alongside_mark "D;$last"
  if [[ $PS1 != *'633;B'* ]]; then PS1=$PS1$'%{\e]633;B\a%}'; fi
  __alongside_mark A
  return $last
}

autoload -Uz add-zsh-hook
add-zsh-hook preexec __alongside_preexec
add-zsh-hook precmd __alongside_precmd
