using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Compares a group's tables with the journal: folds exactly the events that offset and gaps say were applied into shadow tables, and
/// compares every row. It reads one moment of a live database and holds up no writer: the shadow lies in a scratch database of its
/// own, from which the live one is read.
/// </summary>
public sealed class Verification(SqliteDatabase database)
{
    private const string Suffix = "_verify";
    private const int Step = 1_000;
    private const int MostNamed = 20;

    public async Task<VerificationResult> RunAsync(ProjectionGroup group, CancellationToken cancellation)
    {
        // An empty name is a temporary file of this connection alone.
        await using var connection = new SqliteConnection("Data Source=;Pooling=False");
        await connection.OpenAsync(cancellation);
        await connection.ExecuteAsync(
            "pragma busy_timeout = 5000; attach @path as live", new { path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource });
        await using var transaction = connection.BeginTransaction(deferred: true);
        var shadow = new ReadModelTransaction(connection, transaction, Suffix);

        foreach (var projection in group.Projections)
        {
            await shadow.ExecuteAsync(projection.Ddl(Suffix), new { }, cancellation);
        }

        var ledger = (await GroupRow.FindAsync(connection, transaction, group.Name, cancellation))?.ToPosition().Ledger ?? GapLedger.Empty;
        var events = await FoldAsync(group, ledger, shadow, transaction, connection, cancellation);
        var differences = new List<Difference>();
        var rows = 0L;
        foreach (var table in group.Tables)
        {
            rows += await connection.QuerySingleAsync<long>(new CommandDefinition(
                $"select count(*) from {table.Name}", transaction: transaction, cancellationToken: cancellation));
            differences.AddRange(await CompareAsync(table, shadow, cancellation));
        }

        return new VerificationResult(
            group.Name, events, rows, differences.Count, [.. differences.Take(MostNamed)], Waiting: await CountAsync(shadow, cancellation) - events);
    }

    private static async Task<long> FoldAsync(
        ProjectionGroup group, GapLedger ledger, ReadModelTransaction shadow, SqliteTransaction transaction, SqliteConnection connection, CancellationToken cancellation)
    {
        var events = 0L;
        for (var end = 0L; end < ledger.Offset; end += Step)
        {
            var range = new OrderingRange(end + 1, Math.Min(end + Step, ledger.Offset));
            var rows = (await JournalReader.ReadAsync(connection, transaction, [range], cancellation)).Where(row => ledger.HasApplied(row.Ordering)).ToList();
            foreach (var projection in group.Projections)
            {
                await projection.ApplyAsync(shadow, rows, cancellation);
            }

            events += rows.Count;
        }

        return events;
    }

    private static async Task<IEnumerable<Difference>> CompareAsync(ReadTable table, ReadModelTransaction shadow, CancellationToken cancellation)
    {
        var (live, folded) = ($"live.{table.Name}", $"main.{table.Name}{Suffix}");
        var key = string.Join(" || ' ' || ", table.Key.Select(column => $"a.{column}"));
        var same = string.Join(" and ", table.Key.Select(column => $"a.{column} = b.{column}"));
        var columns = (await shadow.QueryAsync<string>("select name from pragma_table_info(@name)", new { name = table.Name + Suffix }, cancellation)).ToList();
        var differs = string.Join(" or ", columns.Select(column => $"a.{column} is not b.{column}"));

        async Task<IEnumerable<Difference>> FindAsync(string what, string where) =>
            (await shadow.QueryAsync<string>($"select {key} {where}", new { }, cancellation)).Select(found => new Difference(table.Name, found, what));

        return
        [
            .. await FindAsync("is missing", $"from {folded} a where not exists (select 1 from {live} b where {same})"),
            .. await FindAsync("should not be there", $"from {live} a where not exists (select 1 from {folded} b where {same})"),
            .. await FindAsync("differs", $"from {folded} a join {live} b on {same} where {differs}"),
        ];
    }

    private static async Task<long> CountAsync(ReadModelTransaction shadow, CancellationToken cancellation) =>
        (await shadow.QueryAsync<long>("select count(*) from journal", new { }, cancellation)).Single();
}

/// <param name="Events">How many events the tables are said to hold.</param>
/// <param name="Rows">How many rows the tables have.</param>
/// <param name="Differing">How many rows differ from what the events add up to.</param>
/// <param name="Differences">The first twenty of them.</param>
/// <param name="Waiting">How many events of the journal the group has yet to apply.</param>
public sealed record VerificationResult(string Group, long Events, long Rows, long Differing, IReadOnlyList<Difference> Differences, long Waiting)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Events} events, {Rows} rows, {Differing} differences, {Waiting} events wait");
}

/// <summary>A row that is not what the events add up to.</summary>
/// <param name="Key">The values of the table's key columns, separated by spaces.</param>
public sealed record Difference(string Table, string Key, string What)
{
    public override string ToString() => $"{Table} {Key} {What}";
}
