using System.Data.Common;
using Dapper;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>A row of <c>projection_group</c>.</summary>
internal sealed record GroupRow
{
    public static readonly ReadTable<GroupRow> Table = new("projection_group", "name");

    public static readonly string Upsert = Table.Upsert(suffix: "");

    public const string Ddl =
        """
        create table if not exists projection_group
        (
            name          text    not null primary key,
            fingerprint   text    not null,
            tables        text    not null, -- separated by spaces
            ledger_offset integer not null,
            gaps          text    not null, -- JSON: [[first, last], ..]
            revision      integer not null,
            error         text              -- why the group stands still
        )
        """;

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

    /// <summary>Of a group that has applied nothing yet.</summary>
    public static GroupRow New(ProjectionGroup group) => new()
    {
        Name = group.Name,
        Fingerprint = "",
        Tables = "",
        LedgerOffset = GapLedger.Empty.Offset,
        Gaps = GapLedger.Empty.FormatGaps(),
        Revision = 0,
    };

    public GapLedger ToLedger() => new(LedgerOffset, GapLedger.ParseGaps(Gaps));
}
