using System.CommandLine;

namespace Restaurant.Benchmarks.Arguments;

/// <summary>Runs what the arguments ask for, or says in a line each what is wrong with them and what is allowed.</summary>
internal static class CommandLine
{
    private const int BadArguments = 2;

    /// <returns>The exit code: that of the verb, or 2 for arguments that are wrong.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            // A verb listens to Ctrl+C by itself: it has something to report.
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }

        foreach (var line in Wrong(parsed))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return BadArguments;
    }

    private static IEnumerable<string> Wrong(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens.Select(token => $"There is no '{token}' here; allowed is {Allowed(command)}.")
            : command.Subcommands.Count > 0 ? [$"There is no verb; allowed is {Allowed(command)}."]
            : parsed.Errors.Select(error => error.Message);
    }

    private static string Allowed(Command command) =>
        string.Join(", ", command.Subcommands.Select(verb => verb.Name).Concat(command.Options.Select(option => option.Name)));
}
