using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Runtime;

/// <summary>Turns events into rows of its own tables. It sees every row of the journal exactly once, and an aggregate's in order.</summary>
public interface IProjection
{
    /// <summary>Unique; the names of the tables begin with it.</summary>
    string Name { get; }

    /// <summary>Raised when the same events are to become other rows in the same tables: the tables are then built anew.</summary>
    int Version { get; }

    /// <summary>The setting that its rows depend on beside the events, such as a time zone: with another one the tables are built anew. Empty for none.</summary>
    string Setting => "";

    /// <summary>Whose events it takes. It is given no others.</summary>
    IReadOnlyList<AggregateDefinition> Aggregates { get; }

    IReadOnlyList<ReadTable> Tables { get; }

    /// <summary>Makes the tables and their indexes.</summary>
    /// <param name="suffix">Stands behind the name of each table and index, so that several generations can exist side by side.</param>
    string Ddl(string suffix);

    /// <summary>Applies rows, each of which holds a <see cref="StoredEvent"/> or a <see cref="SkippedEvent"/>, in the order given.</summary>
    /// <exception cref="ProjectionFaultException">The rows do not follow on what was applied before.</exception>
    Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation);

    /// <summary>Whether a row is of an aggregate whose events it takes.</summary>
    bool Takes(JournalRow row) => Aggregates.Any(aggregate => row.PersistenceId.StartsWith(aggregate.PersistenceId(""), StringComparison.Ordinal));
}
