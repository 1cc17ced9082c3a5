using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>A row of <c>projection_rebuild</c>: the next generation of a projection's tables, which is being filled.</summary>
internal sealed record RebuildRow
{
    public static readonly ReadTable<RebuildRow> Table = new("projection_rebuild", "projection");

    public const string Ddl =
        """
        create table if not exists projection_rebuild
        (
            projection        text    not null primary key,
            fingerprint       text    not null, -- of what is built; empty as long as it has not begun
            suffix            text    not null, -- behind the names of its tables
            tables            text    not null, -- with the suffix, separated by spaces
            ledger_offset     integer not null,
            gaps              text    not null,
            events            integer not null,
            events_per_second integer not null,
            requested_by      text    not null,
            requested_at      text    not null,
            error             text
        )
        """;

    public required string Projection { get; init; }

    public string Fingerprint { get; init; } = "";

    public string Suffix { get; init; } = "";

    public string Tables { get; init; } = "";

    public long LedgerOffset { get; init; }

    public string Gaps { get; init; } = "[]";

    /// <summary>How many the tables hold.</summary>
    public long Events { get; init; }

    /// <summary>Of late.</summary>
    public long EventsPerSecond { get; init; }

    public required string RequestedBy { get; init; }

    public required string RequestedAt { get; init; }

    /// <summary>Why it does not go on, or null.</summary>
    public string? Error { get; init; }

    public string[] TableNames() => Tables.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public GapLedger Ledger() => new(LedgerOffset, GapLedger.ParseGaps(Gaps));

    /// <summary>What rebuilds are asked for or under way, the first that was asked for at the head.</summary>
    public static async Task<IReadOnlyList<RebuildRow>> OfAsync(
        ProjectionGroup group, SqlDialect sql, DbConnection connection, DbTransaction? transaction, CancellationToken cancellation) =>
        [.. await connection.QueryAsync<RebuildRow>(new CommandDefinition(
            $"select {ReadTable<RebuildRow>.Columns("r")} from projection_rebuild r where {sql.In("r.projection", "@names")} order by r.requested_at, r.projection",
            new { names = group.Names },
            transaction,
            cancellationToken: cancellation))];

    public static Task<RebuildRow?> FindAsync(string projection, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<RebuildRow>(new CommandDefinition(
            $"select {ReadTable<RebuildRow>.Columns("r")} from projection_rebuild r where r.projection = @projection", new { projection }, transaction, cancellationToken: cancellation));

    /// <summary>Has a rebuild that is under way begin anew.</summary>
    public static Task RestartAsync(string projection, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update projection_rebuild set fingerprint = '' where projection = @projection", new { projection }, transaction, cancellationToken: cancellation));

    /// <summary>Asks for a rebuild; nothing changes when one is asked for or under way.</summary>
    public Task AskAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition($"{Table.Insert(suffix: "")} on conflict (projection) do nothing", this, transaction, cancellationToken: cancellation));

    public Task SaveAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(Table.Upsert(suffix: ""), this, transaction, cancellationToken: cancellation));

    public static Task RemoveAsync(string projection, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("delete from projection_rebuild where projection = @projection", new { projection }, transaction, cancellationToken: cancellation));
}
