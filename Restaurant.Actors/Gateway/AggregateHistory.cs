using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Gateway;

/// <summary>
/// What has happened to an aggregate, and what that had added up to at any point of it. It is read from the journal each time, so it
/// is never behind.
/// </summary>
public sealed class AggregateHistory(JournalReader journal)
{
    /// <summary>All its events, versions 1, 2, 3 and on; none when there is no such aggregate.</summary>
    /// <exception cref="DamagedHistoryException">One of them is missing or cannot be read.</exception>
    public async Task<IReadOnlyList<StoredEvent>> EventsAsync(AggregateDefinition aggregate, string aggregateId, CancellationToken cancellation) =>
        [.. await ReadAsync(aggregate, aggregateId, long.MaxValue, cancellation)];

    /// <summary>The aggregate as of one point, or null when that lies before its first event or after its last version.</summary>
    /// <exception cref="DamagedHistoryException">One of the events up to there is missing, cannot be read, or does not follow on those before it.</exception>
    public async Task<PastState?> AsOfAsync(AggregateDefinition aggregate, string aggregateId, AsOf asOf, CancellationToken cancellation)
    {
        List<StoredEvent> events = asOf switch
        {
            AsOf.Version(var version) => [.. await ReadAsync(aggregate, aggregateId, version, cancellation)],
            AsOf.Time(var time) => [.. (await ReadAsync(aggregate, aggregateId, long.MaxValue, cancellation)).TakeWhile(stored => stored.Timestamp <= time)],
            _ => throw new InvalidOperationException($"{asOf.GetType().Name} is no point of a history."),
        };
        return events.Count == 0 || (asOf is AsOf.Version exactly && events.Count < exactly.Number)
            ? null
            : new PastState(events[^1], Fold(aggregate, events));
    }

    // Read as far as the reader looks: what is damaged behind that point does not matter.
    private async Task<IEnumerable<StoredEvent>> ReadAsync(AggregateDefinition aggregate, string aggregateId, long toVersion, CancellationToken cancellation) =>
        (await journal.ReadAsync(aggregate.PersistenceId(aggregateId), toVersion, cancellation)).Select((row, place) =>
            row.Event is StoredEvent stored && row.Version == place + 1 && stored.Version == row.Version ? stored
            : throw new DamagedHistoryException(
                row.Event is UnreadableEvent unreadable ? $"Version {row.Version} of {row.PersistenceId} ('{unreadable.Manifest}') cannot be read: {unreadable.Reason}"
                : $"Version {place + 1} of {row.PersistenceId} is missing."));

    private static AggregateState Fold(AggregateDefinition aggregate, List<StoredEvent> events)
    {
        try
        {
            return aggregate.Fold(events)!;
        }
        catch (Exception impossible)
        {
            throw new DamagedHistoryException(
                $"The first {events.Count} events of {aggregate.PersistenceId(events[0].AggregateId)} do not follow on each other: {impossible.Message}");
        }
    }
}

/// <summary>A point in the history of an aggregate.</summary>
public abstract record AsOf
{
    private AsOf()
    {
    }

    /// <summary>After the event of this version.</summary>
    public sealed record Version(long Number) : AsOf;

    /// <summary>After the last event that is not later.</summary>
    public sealed record Time(DateTimeOffset At) : AsOf;
}

/// <summary>An aggregate as it once was.</summary>
/// <param name="Event">The last event that had happened to it; its version is the state's.</param>
public sealed record PastState(StoredEvent Event, AggregateState State);
