# Read by zsh as $ZDOTDIR/.zshenv: runs the user's own file as if ZDOTDIR had never been changed.
__alongside_folder=$ZDOTDIR
if [[ -n '@USER_FOLDER@' ]]; then ZDOTDIR='@USER_FOLDER@'; else unset ZDOTDIR; fi
[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && . ${ZDOTDIR:-$HOME}/.zshenv
# The user's file may have moved it.
__alongside_user_folder=${ZDOTDIR-}
ZDOTDIR=$__alongside_folder
