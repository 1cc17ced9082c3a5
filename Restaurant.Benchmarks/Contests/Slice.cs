using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.Contests;

/// <summary>What one contender has done in one short stretch of time.</summary>
/// <param name="Done">How many operations.</param>
/// <param name="Latencies">Of each of them, the shortest first; none where they were not taken.</param>
internal sealed record Slice(long Done, TimeSpan Took, IReadOnlyList<TimeSpan> Latencies)
{
    public double PerSecond => Done / Took.TotalSeconds;

    public Spread? Spread => Latencies.Count == 0 ? null : Spread.Make("", Latencies);
}
