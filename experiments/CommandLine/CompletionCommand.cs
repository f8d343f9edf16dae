// `hvae-repro completion`: scripts with which a shell asks the program itself what may come next.

using System.CommandLine;

namespace Experiments.CommandLine;

/// <summary>Makes the command completion. The scripts call System.CommandLine's directive <c>[suggest:POSITION]</c>.</summary>
internal static class CompletionCommand
{
    private static readonly IReadOnlyDictionary<string, string> Scripts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            _hvae_repro() {
                local line=${COMP_LINE#*[[:space:]]} word=${COMP_WORDS[COMP_CWORD]} name
                local position=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
                COMPREPLY=()
                while IFS= read -r name; do
                    [[ ${name,,} == "${word,,}"* ]] && COMPREPLY+=("$name")
                done < <("${COMP_WORDS[0]}" "[suggest:$position]" "$line" 2>/dev/null)
            }
            complete -o default -F _hvae_repro hvae-repro
            """,
        ["zsh"] = """
            _hvae_repro() {
                local line="${BUFFER#* }"
                local -a names
                names=("${(@f)$("${words[1]}" "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)}")
                compadd -- $names || _files
            }
            compdef _hvae_repro hvae-repro
            """,
        ["fish"] = """
            function __hvae_repro
                set -l words (commandline -p -o)
                set -l line (commandline -p -c | string replace -r '^\S+\s*' '')
                $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c hvae-repro -a '(__hvae_repro)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName hvae-repro -ScriptBlock {
                param($word, $typed, $position)
                $program = "$($typed.CommandElements[0])"
                $line = "$typed".PadRight($position - $typed.Extent.StartOffset).Substring($program.Length).TrimStart()
                & $program "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -and $_ -like "$word*" }
            }
            """,
    };

    private static readonly Argument<string> Shell = new("shell") { Description = string.Join(", ", Scripts.Keys) };

    /// <summary>Makes `completion`, which prints a script for a shell.</summary>
    public static Command Make()
    {
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script with which a shell completes commands, options, targets and presets")
        {
            Shell,
        };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(Scripts[parsed.GetValue(Shell)!]);
            return ExitCode.Success;
        });
        return command;
    }
}
