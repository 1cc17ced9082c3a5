using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Restaurant.Tests.Support;

/// <summary>
/// What a meter measures while this listens to it. A series is an instrument with its tags in alphabetical order, such as
/// <c>restaurant.commands{command="placeOrder",outcome="accepted"}</c>.
/// </summary>
public sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Series, double Value)> _taken = [];

    public Measurements(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentBag<Instrument> Instruments { get; } = [];

    /// <summary>All that was measured, in order.</summary>
    public IEnumerable<double> Of(string series) => _taken.Where(taken => taken.Series == series).Select(taken => taken.Value);

    /// <summary>The sums of a counter by series.</summary>
    public Dictionary<string, double> SumsOf(string instrument) => _taken
        .Where(taken => taken.Series.StartsWith(instrument + "{", StringComparison.Ordinal))
        .GroupBy(taken => taken.Series)
        .ToDictionary(series => series.Key, series => series.Sum(taken => taken.Value));

    /// <summary>What is shown at this moment of what is not measured before somebody asks; null when nothing is.</summary>
    public double? Now(string series)
    {
        var before = _taken.Count;
        _listener.RecordObservableInstruments();
        return _taken.Skip(before).Where(taken => taken.Series == series).Select(taken => (double?)taken.Value).LastOrDefault();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _taken.Enqueue(
        ($"{instrument.Name}{{{string.Join(',', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}=\"{tag.Value}\""))}}}", value));
}
