using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;

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
    /// <summary>The aggregates of this kind that the rows are about.</summary>
    public static string[] IdsOf<TState>(IReadOnlyList<JournalRow> rows)
        where TState : AggregateState =>
        [.. Of<TState>(rows).Select(found => found.Id).Distinct()];

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
        foreach (var (id, row) in Of<TState>(rows))
        {
            var entity = after.GetValueOrDefault(id) ?? before.GetValueOrDefault(id);
            DemandNext(row, entity?.Version ?? 0);
            switch (row.Event)
            {
                case StoredEvent { Data: TEvent happened } stored:
                    after[id] = new Entity<TState>(evolve(entity?.State, happened, stored.Timestamp), row.Version);
                    break;
                case SkippedEvent when entity is not null:
                    after[id] = entity with { Version = row.Version };
                    break;
                case SkippedEvent:
                    // Nothing is there that could have a version, so what follows cannot be applied either.
                    break;
                default:
                    throw new ProjectionFaultException($"The event {row.PersistenceId}@{row.Version} (ordering {row.Ordering}) is none of a {typeof(TState).Name}.");
            }
        }

        return after;
    }

    /// <param name="version">Of the aggregate, as the rows hold it; 0 when they do not.</param>
    /// <exception cref="ProjectionFaultException">The event is not the next one.</exception>
    public static void DemandNext(JournalRow row, long version)
    {
        if (row.Version != version + 1)
        {
            throw new ProjectionFaultException(
                $"The event {row.PersistenceId}@{row.Version} (ordering {row.Ordering}) does not follow on version {version}, which the rows hold.");
        }
    }

    private static IEnumerable<(string Id, JournalRow Row)> Of<TState>(IReadOnlyList<JournalRow> rows)
        where TState : AggregateState
    {
        var prefix = Catalog.Of<TState>().PersistenceId("");
        return from row in rows where row.PersistenceId.StartsWith(prefix, StringComparison.Ordinal) select (row.PersistenceId[prefix.Length..], row);
    }
}
