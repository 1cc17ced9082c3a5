using System.Diagnostics.Metrics;

namespace Restaurant.Actors.Telemetry;

/// <summary>The one meter of a node. What it measures is made beside what is measured; <c>docs/operating.md</c> lists all of it.</summary>
public static class RestaurantMeter
{
    public const string Name = "Restaurant";

    // Seconds, from a write of SQLite's to a command that is given up.
    private static readonly InstrumentAdvice<double> Latencies =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>Takes seconds.</summary>
    public static Histogram<double> CreateLatency(this Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, Latencies);
}
