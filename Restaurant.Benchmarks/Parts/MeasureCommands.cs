using System.CommandLine;
using Restaurant.Benchmarks.Arguments;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Parts;

/// <summary>The verbs that measure: one for each part, and <c>all</c>.</summary>
internal static class MeasureCommands
{
    private const int Well = 0;
    private const int Short = 1;

    private static readonly Option<string?> Database = new("--database") { Description = "How to connect to a PostgreSQL server as one who may make databases; one is started for the purpose, unless given" };
    private static readonly Option<int?> Rounds = Limited.Whole("--rounds", "Of each contest, beyond the one that warms up", 1, 100, 5);
    private static readonly Option<TimeSpan?> Slice = Limited.Time("--slice", "How long each contender works in a round; 1s, unless given", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    private static readonly Option<int?> Events = Limited.Whole("--events", "How many events a grown journal has", 1_000, 100_000_000, 5_000_000);
    private static readonly Option<bool> Write = new("--write") { Description = "Write the tables into docs/performance.md" };

    public static IEnumerable<Command> Make() =>
        AllParts.List.Select(part => Make(part.Name, part.What, [part], Write)).Append(Make("all", "All of these, one after the other; writes the tables into docs/performance.md", AllParts.List));

    private static Command Make(string name, string what, IReadOnlyList<Part> parts, params IEnumerable<Option> more)
    {
        var command = new Command(name, $"{what}.") { Database, Rounds, Slice, Events };
        foreach (var option in more)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(
            parts,
            new MeasureOptions(
                parsed.GetValue(Database),
                parsed.GetValue(Rounds)!.Value,
                parsed.GetValue(Slice) ?? TimeSpan.FromSeconds(1),
                parsed.GetValue(Events)!.Value,
                Write: parts.Count > 1 || parsed.GetValue(Write))));
        return command;
    }

    /// <returns>The exit code: 0 when every bar is reached.</returns>
    private static async Task<int> RunAsync(IReadOnlyList<Part> parts, MeasureOptions options)
    {
        var isWell = true;
        using var bench = new Workbench(options);
        foreach (var part in parts)
        {
            bench.Clear();
            bench.Say($"{part.Name}: {part.What}");
            try
            {
                await part.RunAsync(bench);
                isWell &= bench.Judged.All(each => each.Bar.IsReached(each.Value));
                if (options.Write)
                {
                    PerformancePage.Write(part.Name, bench.Tables, bench.Judged);
                }
            }
            catch (MeasuringException impossible)
            {
                // The others can be measured all the same.
                await Console.Error.WriteLineAsync($"{part.Name}: {impossible.Message}");
                isWell = false;
            }
        }

        return isWell ? Well : Short;
    }
}
