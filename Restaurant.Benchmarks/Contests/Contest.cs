using System.Runtime;

namespace Restaurant.Benchmarks.Contests;

/// <summary>
/// Compares contenders on a machine that others use as well: short slices in turn, in an order that is shuffled for each round. The first rounds, while a runtime still
/// compiles what they run, are thrown away. Only the ratios of slices of one round count.
/// </summary>
/// <param name="count">Of rounds that count.</param>
/// <param name="warmUps">How many rounds are thrown away at least: what a database learns is not seen.</param>
internal sealed class Contest(int count, TimeSpan slice, int warmUps, Action<string> say)
{
    private const int MostWarmUps = 20;

    // Of the time of one processor, for whoever still has the most of it.
    private const double MuchCompiling = 0.05;

    /// <param name="name">For those who wait.</param>
    public async Task<Standings> RunAsync(string name, params Contender[] contenders)
    {
        for (var (warmUp, compiling) = (1, 1.0); warmUp <= warmUps || (warmUp <= MostWarmUps && compiling > MuchCompiling); warmUp++)
        {
            var round = await RoundAsync($"{name}: warm-up", contenders);
            compiling = round.Values.Max(slice => slice.Compiled / slice.Took);
        }

        var rounds = new List<Dictionary<string, Slice>>();
        while (rounds.Count < count)
        {
            rounds.Add(await RoundAsync($"{name}: round {rounds.Count + 1} of {count}", contenders));
        }

        return new Standings(contenders.ToDictionary(contender => contender.Name, IReadOnlyList<Slice> (contender) => [.. rounds.Select(round => round[contender.Name])]));
    }

    private async Task<Dictionary<string, Slice>> RoundAsync(string name, Contender[] contenders)
    {
        var slices = new Dictionary<string, Slice>();
        var turn = contenders.ToArray();
        Random.Shared.Shuffle(turn);
        foreach (var contender in turn)
        {
            await contender.PrepareAsync();
            // What others have left behind is not theirs to clear away.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = JitInfo.GetCompilationTime() + await contender.CompiledElsewhereAsync();
            var done = await contender.RunAsync(slice);
            slices[contender.Name] = done with { Compiled = JitInfo.GetCompilationTime() + await contender.CompiledElsewhereAsync() - before };
            say(FormattableString.Invariant($"{name}, {contender.Name} {done.PerSecond:0.##}/s"));
        }

        return slices;
    }
}
