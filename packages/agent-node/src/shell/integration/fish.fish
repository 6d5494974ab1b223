# Read by fish after the user's own configuration. Tells the terminal where a prompt, a command and its output begin
# (OSC 633). The host puts the folder and the nonce in; the file is gone before the first prompt.
command rm -rf -- '@FOLDER@'

function __alongside_mark
    builtin printf '\e]633;%s;%s\a' $argv[1] '@NONCE@'
end

function __alongside_preexec --on-event fish_preexec
    set -l text (string join \n -- $argv | string collect)
    set text (string sub --length 4000 -- $text | string collect)
    set text (string replace --all '\\' '\\\\' -- $text | string collect)
    set text (string replace --all ';' '\\x3b' -- $text | string collect)
    set text (string replace --all \t '\\x09' -- $text | string collect)
    set text (string join '\\x0a' -- (string split \n -- $text))
    set text (string replace --all --regex '[[:cntrl:]]' '' -- $text)
    __alongside_mark "E;$text"
    __alongside_mark C
end

function __alongside_postexec --on-event fish_postexec
    set -l last $status
    __alongside_mark "D;$last"
end

function __alongside_prompt --on-event fish_prompt
    __alongside_mark A
end
