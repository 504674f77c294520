"""What bash, zsh and fish do with the names that are offered: a name with blanks stays one word."""

import os
import re

import click.shell_completion as shells

_BASH = r"""%(complete_func)s() {
    local IFS=$'\n' response completion type value
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete $1)
    while IFS=',' read -r type value; do
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("$value"); [[ $value == *= ]] && compopt -o nospace ;;
        esac
    done <<< "$response"
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_FISH = """function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) %(prog_name)s);
    for completion in $response;
        set -l found (string split -m 1 "," -- $completion);
        switch $found[1];
            case dir; __fish_complete_directories $found[2];
            case file; __fish_complete_path $found[2];
            case plain; echo $found[2];
        end;
    end;
end;
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)";
"""

_SPECIAL = re.compile(r"[^\w@%+:,./=-]")


class Bash(shells.BashComplete):
    """Puts a backslash before what is special to bash; a word that begins with a quote needs none."""

    source_template = _BASH

    def format_completion(self, item: shells.CompletionItem) -> str:
        """A line of the answer."""
        value = str(item.value)
        words, number = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
        quote = words[number][:1] if number < len(words) else ""
        if quote == "'":
            value = value.replace("'", r"'\''")
        elif quote != '"':
            value = _SPECIAL.sub(r"\\\g<0>", value)
        return f"{item.type},{value}"


class Zsh(shells.ZshComplete):
    """zsh adds the backslashes itself; after `name=` no blank follows."""

    source_template = shells.ZshComplete.source_template.replace(
        "compadd -U -V unsorted -a completions",
        "compadd -U -V unsorted -S '' -- ${(M)completions:#*=}\n"
        "        compadd -U -V unsorted -- ${completions:#*=}",
    )


class Fish(shells.FishComplete):
    """fish adds the backslashes itself; a name may have a comma."""

    source_template = _FISH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is begun, and that one, which is empty where it is a quote alone."""
        words, begun = os.environ["COMP_WORDS"], os.environ["COMP_CWORD"]
        args = shells.split_arg_string(words.removesuffix(begun))[1:]
        return args, "".join(shells.split_arg_string(begun)[:1])


def use_shells() -> None:
    """Let click answer in these ways."""
    for one in (Bash, Zsh, Fish):
        shells.add_completion_class(one)
