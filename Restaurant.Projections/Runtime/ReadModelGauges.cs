using System.Data.Common;
using System.Diagnostics.Metrics;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Shows how the groups are, on whichever node they run and also when they run on none. What is shown is looked up in the database when
/// somebody is about to ask (<see cref="LookAsync"/>); while the database does not answer, nothing is shown: nobody can know.
/// </summary>
public sealed class ReadModelGauges
{
    // Whoever asks wants the other figures as well, which do not need the database.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // For those who collect the figures without looking first.
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);

    private readonly ReadModelHealth _health;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Task<Sight> _look = Task.FromResult(Sight.None);
    private Sight _seen = Sight.None;

    public ReadModelGauges(Meter meter, ReadModelHealth health, TimeProvider time)
    {
        (_health, _time) = (health, time);
        meter.CreateObservableGauge(
            "restaurant.projection.lag",
            () => Seen().Select(group => new Measurement<double>(group.Waiting.TotalSeconds, Tag(group))),
            "s",
            "How long ago the oldest event was written that is there and that the group has yet to apply; 0 when there is none.");
        meter.CreateObservableGauge(
            "restaurant.projection.open_gaps",
            () => Seen().Select(group => new Measurement<int>(group.OpenGaps, Tag(group))),
            "{gap}",
            "Gaps in the numbers of the journal in which the group waits for events that may still turn up.");
        meter.CreateObservableGauge(
            "restaurant.projection.parked",
            () => Seen().Select(group => new Measurement<long>(group.Parked, Tag(group))),
            "{event}",
            "Events that the projections of the group could not apply, and events that wait behind them.");
    }

    /// <summary>Looks, for a second at most. However many ask at once, the node looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            _seen = await Look().WaitAsync(Patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            _seen = Sight.None;
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone, and others may be asking.
        }
    }

    private Task<Sight> Look()
    {
        lock (_gate)
        {
            return _look.IsCompleted ? _look = Task.Run(CheckAsync) : _look;
        }
    }

    private async Task<Sight> CheckAsync()
    {
        using var enough = new CancellationTokenSource(Patience, _time);
        try
        {
            return new Sight((await _health.CheckAsync(enough.Token)).Groups, _time.GetTimestamp());
        }
        catch (Exception away) when (away is DbException or OperationCanceledException)
        {
            return Sight.None;
        }
    }

    private IReadOnlyList<GroupStatus> Seen() => _seen is var seen && _time.GetElapsedTime(seen.At) < Validity ? seen.Groups : [];

    private static KeyValuePair<string, object?> Tag(GroupStatus group) => new("group", group.Name);

    private sealed record Sight(IReadOnlyList<GroupStatus> Groups, long At)
    {
        public static readonly Sight None = new([], At: 0);
    }
}
