using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.Contests;

/// <summary>What one contender has done in one short stretch of time.</summary>
/// <param name="Done">How many operations.</param>
/// <param name="Latencies">Of each of them, the shortest first; none where they were not taken.</param>
/// <param name="Effort">Of this process meanwhile: that of the contender and of those who ask it.</param>
internal sealed record Slice(long Done, TimeSpan Took, IReadOnlyList<TimeSpan> Latencies, Effort Effort = default)
{
    /// <summary>What this runtime, and that of the process that did the work, have compiled meanwhile took so long.</summary>
    public TimeSpan Compiled { get; init; }

    public double PerSecond => Done / Took.TotalSeconds;

    /// <summary>Processor time of each operation in microseconds.</summary>
    public double Microseconds => Effort.Processor.TotalMicroseconds / Done;

    /// <summary>What each operation allocates, in kilobytes.</summary>
    public double Kilobytes => Effort.Allocated / 1000.0 / Done;

    public Spread? Spread => Latencies.Count == 0 ? null : Spread.Make("", Latencies);
}
