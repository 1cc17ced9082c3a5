using System.Data.Common;
using System.Diagnostics.Metrics;
using Restaurant.Projections.Deadlines;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Shows how the groups are, and how late deadlines are, on whichever node they run and also when they run on none. What is shown is looked up in the database when
/// somebody is about to ask (<see cref="LookAsync"/>); while the database does not answer, nothing is shown: nobody can know.
/// </summary>
public sealed class ReadModelGauges
{
    // Whoever asks wants the other figures as well, which do not need the database.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // For those who collect the figures without looking first.
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);

    private readonly ReadModelHealth _health;
    private readonly DeadlinesView _deadlines;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Task<Sight> _look = Task.FromResult(Sight.None);
    private Sight _seen = Sight.None;

    public ReadModelGauges(Meter meter, ReadModelHealth health, DeadlinesView deadlines, TimeProvider time)
    {
        (_health, _deadlines, _time) = (health, deadlines, time);
        meter.CreateObservableGauge(
            "restaurant.projection.lag",
            () => Valid().Groups.Select(group => new Measurement<double>(group.Waiting.TotalSeconds, Tag(group))),
            "s",
            "How long ago the oldest event was written that is there and that the group has yet to apply; 0 when there is none.");
        meter.CreateObservableGauge(
            "restaurant.projection.open_gaps",
            () => Valid().Groups.Select(group => new Measurement<int>(group.OpenGaps, Tag(group))),
            "{gap}",
            "Gaps in the numbers of the journal in which the group waits for events that may still turn up.");
        meter.CreateObservableGauge(
            "restaurant.projection.parked",
            () => Valid().Groups.Select(group => new Measurement<long>(group.Parked, Tag(group))),
            "{event}",
            "Events that the projections of the group could not apply, and events that wait behind them.");
        meter.CreateObservableGauge(
            "restaurant.deadline.overdue",
            () => Valid().Overdue.Select(kind => new Measurement<double>(kind.Value.TotalSeconds, new KeyValuePair<string, object?>("command", kind.Key.Name))),
            "s",
            "How long ago the time of an order has run out to which nothing has happened yet, as far as the read tables know; 0 when there is none.");
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
            var groups = (await _health.CheckAsync(enough.Token)).Groups;
            var overdue = new Dictionary<DeadlineKind, TimeSpan>();
            foreach (var kind in DeadlineKind.All)
            {
                overdue[kind] = await _deadlines.OverdueAsync(kind, _time.GetUtcNow(), enough.Token);
            }

            return new Sight(groups, overdue, _time.GetTimestamp());
        }
        catch (Exception away) when (away is DbException or OperationCanceledException)
        {
            return Sight.None;
        }
    }

    private Sight Valid() => _seen is var seen && _time.GetElapsedTime(seen.At) < Validity ? seen : Sight.None;

    private static KeyValuePair<string, object?> Tag(GroupStatus group) => new("group", group.Name);

    private sealed record Sight(IReadOnlyList<GroupStatus> Groups, IReadOnlyDictionary<DeadlineKind, TimeSpan> Overdue, long At)
    {
        public static readonly Sight None = new([], new Dictionary<DeadlineKind, TimeSpan>(), At: 0);
    }
}
