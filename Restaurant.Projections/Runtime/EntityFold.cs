using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>An aggregate as a projection's rows hold it.</summary>
/// <param name="State">What its first <paramref name="Version"/> events add up to.</param>
public sealed record Entity<TState>(TState State, long Version)
    where TState : AggregateState;

/// <summary>
/// Applies events to aggregates by the write side's own fold, so that rows and write side cannot differ, and each aggregate is loaded
/// and saved once per batch however many of its events the batch holds.
/// </summary>
internal static class EntityFold
{
    /// <summary>The aggregates that these rows are about.</summary>
    public static string[] IdsOf<TEvent>(IReadOnlyList<JournalRow> rows)
        where TEvent : DomainEvent =>
        [.. rows.Select(row => row.Event).OfType<StoredEvent>().Where(stored => stored.Data is TEvent).Select(stored => stored.AggregateId).Distinct()];

    /// <param name="before">The aggregates as they are stored, by id; those that have no rows yet are missing.</param>
    /// <returns>The aggregates that have changed, by id.</returns>
    /// <exception cref="ProjectionFaultException">An event is not the next one of its aggregate.</exception>
    public static IReadOnlyDictionary<string, Entity<TState>> Evolve<TState, TEvent>(
        IReadOnlyList<JournalRow> rows,
        IReadOnlyDictionary<string, Entity<TState>> before,
        Func<TState?, TEvent, DateTimeOffset, TState> evolve)
        where TState : AggregateState
        where TEvent : DomainEvent
    {
        var after = new Dictionary<string, Entity<TState>>();
        foreach (var row in rows)
        {
            if (row.Event is StoredEvent { Data: TEvent happened } stored)
            {
                var entity = after.GetValueOrDefault(stored.AggregateId) ?? before.GetValueOrDefault(stored.AggregateId);
                var version = entity?.Version ?? 0;
                if (row.Version != version + 1)
                {
                    throw new ProjectionFaultException(
                        $"The event {row.PersistenceId}@{row.Version} (ordering {row.Ordering}) does not follow on version {version}, which the rows hold.");
                }

                after[stored.AggregateId] = new Entity<TState>(evolve(entity?.State, happened, stored.Timestamp), row.Version);
            }
        }

        return after;
    }
}
