namespace Restaurant.Benchmarks.Contests;

/// <summary>How contenders fare, by name and round.</summary>
internal sealed class Standings(IReadOnlyDictionary<string, IReadOnlyList<Slice>> slices)
{
    public IReadOnlyList<Slice> Of(string name) => slices[name];

    /// <summary>How much faster one is than another: the median of the ratios of each round, and the lowest of them.</summary>
    public Ratio Ratio(string name, string against)
    {
        var ratios = slices[name].Zip(slices[against], (one, other) => one.PerSecond / other.PerSecond).Order().ToList();
        return new Ratio(Median(ratios), ratios[0], ratios[^1]);
    }

    public double PerSecond(string name) => Median([.. slices[name].Select(slice => slice.PerSecond).Order()]);

    /// <inheritdoc cref="Slice.Microseconds"/>
    public double Microseconds(string name) => Median([.. slices[name].Select(slice => slice.Microseconds).Order()]);

    /// <inheritdoc cref="Slice.Kilobytes"/>
    public double Kilobytes(string name) => Median([.. slices[name].Select(slice => slice.Kilobytes).Order()]);

    /// <summary>In milliseconds; null where no latencies were taken.</summary>
    public double? P50(string name) => Quantile(name, slice => slice.Spread?.P50);

    /// <inheritdoc cref="P50"/>
    public double? P99(string name) => Quantile(name, slice => slice.Spread?.P99);

    private double? Quantile(string name, Func<Slice, double?> of) =>
        slices[name].Select(of).OfType<double>().Order().ToList() is { Count: > 0 } all ? Median(all) : null;

    private static double Median(List<double> sorted) => (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
}

/// <param name="Median">Of all rounds.</param>
internal readonly record struct Ratio(double Median, double Lowest, double Highest);
