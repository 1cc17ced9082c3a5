using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>Another projection, which fails when it is told to.</summary>
internal sealed class FailingProjection(IProjection projection) : IProjection
{
    /// <summary>Thrown behind the rows, when this one is among those that are given.</summary>
    public Func<JournalRow, Exception?> FaultAt { get; set; } = _ => null;

    public string Name => projection.Name;

    public int Version => projection.Version;

    public IReadOnlyList<AggregateDefinition> Aggregates => projection.Aggregates;

    public IReadOnlyList<ReadTable> Tables => projection.Tables;

    public string Ddl(string suffix) => projection.Ddl(suffix);

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        await projection.ApplyAsync(transaction, rows, cancellation);
        if (rows.Select(FaultAt).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            throw fault;
        }
    }
}
