using System.Diagnostics.Metrics;

namespace Restaurant.Projections.Runtime;

/// <summary>Measures what the groups do that run on this node.</summary>
public sealed class ProjectionMetrics(Meter meter)
{
    private readonly Histogram<int> _batches = meter.CreateHistogram(
        "restaurant.projection.batch.size",
        "{event}",
        "Events that a group has taken from its stream at once, and applied in one transaction.",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] });

    /// <param name="events">How many events the batch had.</param>
    public void Applied(ProjectionGroup group, int events) => _batches.Record(events, new KeyValuePair<string, object?>("group", group.Name));
}
