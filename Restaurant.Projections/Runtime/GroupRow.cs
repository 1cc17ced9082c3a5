using System.Data.Common;
using Dapper;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>A row of <c>projection_group</c>.</summary>
internal sealed record GroupRow
{
    private static readonly ReadTable<GroupRow> Table = new("projection_group", "name");

    public static readonly string Upsert = Table.Upsert(suffix: "");

    public required string Name { get; init; }

    public required string Fingerprint { get; init; }

    public required string Tables { get; init; }

    public required long LedgerOffset { get; init; }

    public required string Gaps { get; init; }

    public required long Revision { get; init; }

    public string? Error { get; init; }

    /// <summary>The row of a group, or null before the group's first start.</summary>
    public static Task<GroupRow?> FindAsync(DbConnection connection, DbTransaction? transaction, string group, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<GroupRow>(new CommandDefinition(
            $"select {ReadTable<GroupRow>.Columns("g")} from projection_group g where g.name = @group", new { group }, transaction, cancellationToken: cancellation));

    public GroupPosition ToPosition() => new(new GapLedger(LedgerOffset, GapLedger.ParseGaps(Gaps)), Revision);
}
