namespace Restaurant.Benchmarks.Measuring;

/// <summary>How latencies are spread, in milliseconds.</summary>
/// <param name="Command">What took so long.</param>
/// <param name="Count">How often it was measured.</param>
internal sealed record Spread(string Command, int Count, double P50, double P95, double P99, double Max)
{
    /// <param name="sorted">At least one, the shortest first.</param>
    public static Spread Make(string command, IReadOnlyList<TimeSpan> sorted) =>
        new(command, sorted.Count, Percentile(sorted, 50), Percentile(sorted, 95), Percentile(sorted, 99), Percentile(sorted, 100));

    // The nearest rank: a value that was really measured.
    private static double Percentile(IReadOnlyList<TimeSpan> sorted, int percent) =>
        Math.Round(sorted[(int)Math.Ceiling(sorted.Count * percent / 100.0) - 1].TotalMilliseconds, 2);
}
