namespace Restaurant.Benchmarks.Load;

/// <summary>How fast time passes between the steps of an order.</summary>
/// <param name="times">How much faster than in a real restaurant; null: no time passes at all.</param>
/// <param name="hurry">Cuts all waits short.</param>
internal sealed class Pace(double? times, TimeProvider time, CancellationToken hurry)
{
    /// <summary>Waits as long as it takes in a real restaurant, at this pace.</summary>
    /// <param name="span">The shortest and the longest, in seconds.</param>
    public async Task PassAsync((int Least, int Most) span, Random random)
    {
        if (times is { } faster)
        {
            var wait = TimeSpan.FromSeconds((span.Least + random.NextDouble() * (span.Most - span.Least)) / faster);
            await Task.Delay(wait, time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
