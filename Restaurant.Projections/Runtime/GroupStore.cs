using System.Data;
using System.Data.Common;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// A group's tables and its row in <c>projection_group</c>, which always change together: the row says exactly which events the
/// tables hold.
/// </summary>
public sealed class GroupStore(RestaurantDatabase database, ProjectionGroup group, BurntProof proof)
{
    private const string Ddl =
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

    private readonly JournalReader _journal = new(database);

    public ProjectionGroup Group => group;

    /// <summary>Where the group stands. Makes its tables, or makes them anew, when they are not those of this program.</summary>
    public async Task<GroupPosition> OpenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        // Nodes that start together make the tables once.
        await using var transaction = await database.BeginExclusiveAsync(connection, cancellation);
        await connection.ExecuteAsync(new CommandDefinition(database.Sql.Ddl(Ddl), transaction: transaction, cancellationToken: cancellation));
        var stored = await GroupRow.FindAsync(connection, transaction, group.Name, cancellation);
        if (stored is null || stored.Fingerprint != group.Fingerprint || !await HasTablesAsync(connection, transaction, cancellation))
        {
            stored = await MakeTablesAsync(stored, connection, transaction, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return stored.ToPosition();
    }

    /// <summary>
    /// Applies a batch of the stream, and whatever has appeared in the open gaps, in one transaction. What was applied before is left out.
    /// </summary>
    /// <param name="position">Where this copy of the group believes the group to stand.</param>
    /// <param name="batch">In rising order; empty to look into the gaps alone.</param>
    /// <returns>Where the group stands now.</returns>
    /// <exception cref="RevisionLostException">It stands elsewhere; nothing is stored.</exception>
    /// <exception cref="UnreadableEventException">A row cannot be read. The rows before it are stored, and none after it.</exception>
    public async Task<GroupPosition> ApplyAsync(GroupPosition position, IReadOnlyList<JournalRow> batch, CancellationToken cancellation)
    {
        var ledger = position.Ledger;
        var ahead = batch.Where(row => !ledger.HasApplied(row.Ordering)).DistinctBy(row => row.Ordering).ToList();
        var end = ahead.Count == 0 ? ledger.Offset : Math.Max(ledger.Offset, ahead[^1].Ordering);
        var gaps = ahead.Aggregate(ledger.Advance(end), (seen, row) => seen.Apply(row.Ordering)).Gaps;

        await using var connection = await database.ConnectAsync(cancellation);
        // Each statement sees what was committed before it: the look sees more than the proof, whatever the database's own default is.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await TakeRevisionAsync(position, connection, transaction, cancellation);
        var burnt = await proof(gaps, transaction, cancellation);

        // One statement is one snapshot: with two, the second version of an aggregate could be found in one gap before the first in another.
        var late = await _journal.ReadAsync(connection, transaction, gaps, cancellation);
        var rows = late.Concat(ahead).OrderBy(row => row.Ordering).ToList();
        var readable = rows.TakeWhile(row => row.Event is StoredEvent).ToList();
        var unreadable = rows.Skip(readable.Count).FirstOrDefault();
        if (readable.Count > 0)
        {
            var tables = new ReadModelTransaction(connection, transaction, database.Sql, Suffix: "");
            foreach (var projection in group.Projections)
            {
                await projection.ApplyAsync(tables, readable, cancellation);
            }

            ledger = readable.Aggregate(ledger.Advance(Math.Max(ledger.Offset, readable[^1].Ordering)), (seen, row) => seen.Apply(row.Ordering));
        }

        if (unreadable is null)
        {
            ledger = burnt.Aggregate(ledger, (seen, range) => seen.Close(range));
        }

        if (ledger != position.Ledger)
        {
            position = new GroupPosition(ledger, position.Revision + 1);
            await SaveAsync(position, connection, transaction, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        return unreadable is null ? position : throw new UnreadableEventException(unreadable, (UnreadableEvent)unreadable.Event);
    }

    /// <summary>Tells every node why the group stands still, or with null that it does not.</summary>
    public async Task ReportAsync(string? error, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set error = @error where name = @name and error is distinct from @error", new { name = group.Name, error }, cancellationToken: cancellation));
    }

    private async Task TakeRevisionAsync(GroupPosition position, DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        var taken = await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set revision = revision + 1 where name = @name and revision = @revision and fingerprint = @fingerprint",
            new { name = group.Name, revision = position.Revision, fingerprint = group.Fingerprint },
            transaction,
            cancellationToken: cancellation));
        if (taken == 0)
        {
            throw new RevisionLostException(group.Name);
        }
    }

    private async Task SaveAsync(GroupPosition position, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set ledger_offset = @offset, gaps = @gaps, error = null where name = @name",
            new { name = group.Name, offset = position.Ledger.Offset, gaps = position.Ledger.FormatGaps() },
            transaction,
            cancellationToken: cancellation));

    private async Task<bool> HasTablesAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        var names = group.Tables.Select(table => table.Name).ToArray();
        return names.Length == await connection.QuerySingleAsync<int>(new CommandDefinition(
            $"select count(*) from {database.Sql.ReadTables} t where {database.Sql.In("t.name", "@names")}", new { names }, transaction, cancellationToken: cancellation));
    }

    private async Task<GroupRow> MakeTablesAsync(GroupRow? before, DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        var tables = group.Tables.Select(table => table.Name).ToList();
        var old = before?.Tables.Split(' ') ?? [];
        var statements = tables.Union(old).Select(table => $"drop table if exists {table}").Concat(group.Projections.Select(projection => database.Sql.Ddl(projection.Ddl(""))));
        foreach (var statement in statements)
        {
            await connection.ExecuteAsync(new CommandDefinition(statement, transaction: transaction, cancellationToken: cancellation));
        }

        // The revision goes on, so that a copy that was at work on the old tables loses.
        var made = new GroupRow
        {
            Name = group.Name,
            Fingerprint = group.Fingerprint,
            Tables = string.Join(' ', tables),
            LedgerOffset = GapLedger.Empty.Offset,
            Gaps = GapLedger.Empty.FormatGaps(),
            Revision = (before?.Revision ?? 0) + 1,
        };
        await connection.ExecuteAsync(new CommandDefinition(GroupRow.Upsert, made, transaction, cancellationToken: cancellation));
        return made;
    }
}
