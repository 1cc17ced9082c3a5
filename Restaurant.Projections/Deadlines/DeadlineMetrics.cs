using System.Diagnostics.Metrics;

namespace Restaurant.Projections.Deadlines;

/// <summary>Counts what becomes of the commands that the sweeper sends, on the node on which it runs.</summary>
public sealed class DeadlineMetrics(Meter meter)
{
    private readonly Counter<long> _deadlines = meter.CreateCounter<long>("restaurant.deadlines", "{command}", "Commands of the system to orders whose time has run out, by what became of them.");

    /// <param name="outcome"><c>fired</c>, <c>repeated</c>, <c>refused</c>, <c>notDue</c> or <c>unavailable</c>.</param>
    public void Count(DeadlineKind kind, string outcome) =>
        _deadlines.Add(1, new KeyValuePair<string, object?>("command", kind.Name), new KeyValuePair<string, object?>("outcome", outcome));
}
