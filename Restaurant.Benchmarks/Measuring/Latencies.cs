namespace Restaurant.Benchmarks.Measuring;

/// <summary>How long something took, each time.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _all = [];

    public void Add(TimeSpan took)
    {
        lock (_gate)
        {
            _all.Add(took);
        }
    }

    /// <summary>What there is by now, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Sorted()
    {
        lock (_gate)
        {
            return [.. _all.Order()];
        }
    }
}
