namespace Restaurant.Benchmarks.Contests;

/// <summary>
/// Compares contenders on a machine that others use as well: short slices in turn, in an order that is shuffled for each round; the first round is thrown
/// away. Only the ratios of slices of one round count.
/// </summary>
internal sealed class Contest(int rounds, TimeSpan slice, Action<string> say)
{
    /// <param name="name">For those who wait.</param>
    public async Task<Standings> RunAsync(string name, params Contender[] contenders)
    {
        var slices = contenders.ToDictionary(contender => contender.Name, _ => new List<Slice>());
        for (var round = 0; round <= rounds; round++)
        {
            var turn = contenders.ToArray();
            Random.Shared.Shuffle(turn);
            foreach (var contender in turn)
            {
                await contender.PrepareAsync();
                // What others have left behind is not theirs to clear away.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var done = await contender.RunAsync(slice);
                slices[contender.Name].Add(done);
                say(FormattableString.Invariant($"{name}: {(round == 0 ? "warm-up" : $"round {round} of {rounds}")}, {contender.Name} {done.PerSecond:0.##}/s"));
            }
        }

        return new Standings(slices.ToDictionary(all => all.Key, IReadOnlyList<Slice> (all) => all.Value[1..]));
    }
}
