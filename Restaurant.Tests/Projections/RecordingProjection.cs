using System.Collections.Concurrent;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>Writes down what it is given, in the order in which it is given, and fails when it is told to.</summary>
internal sealed class RecordingProjection : IProjection
{
    /// <summary>Thrown behind the rows, before the offset is stored.</summary>
    public Func<Exception?> Fault { get; set; } = () => null;

    /// <summary>Thrown when this row is among those that are given.</summary>
    public Func<JournalRow, Exception?> FaultAt { get; set; } = _ => null;

    /// <summary>How many rows each batch had.</summary>
    public ConcurrentQueue<int> Batches { get; } = [];

    public string Name => "recorded";

    public int Version { get; init; } = 1;

    public IReadOnlyList<AggregateDefinition> Aggregates => Catalog.All;

    public IReadOnlyList<ReadTable> Tables { get; } = [new("recorded", "id")];

    public string Ddl(string suffix) =>
        $"create table recorded{suffix} (id integer primary key, ordering integer not null, persistence_id text not null, version integer not null)";

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync(
            $"""
            insert into recorded{transaction.Suffix} (id, ordering, persistence_id, version)
            select coalesce(max(id), 0) + 1, @Ordering, @PersistenceId, @Version from recorded{transaction.Suffix}
            """,
            rows,
            cancellation);
        Batches.Enqueue(rows.Count);
        if ((Fault() ?? rows.Select(FaultAt).FirstOrDefault(fault => fault is not null)) is { } fault)
        {
            throw fault;
        }
    }
}
