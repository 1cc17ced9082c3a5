using System.Globalization;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Compares a group's tables with the journal: folds exactly the events that offset and gaps say were applied into shadow tables, and
/// compares every row. It reads one moment of a live database and holds up no writer: the shadow lies in scratch tables, which
/// nobody else sees.
/// </summary>
public sealed class Verification(RestaurantDatabase database)
{
    private const string Suffix = "_verify";
    private const int Step = 1_000;
    private const int MostNamed = 20;

    public async Task<VerificationResult> RunAsync(ProjectionGroup group, CancellationToken cancellation)
    {
        await using var scratch = await database.OpenScratchAsync(cancellation);
        var (connection, transaction) = (scratch.Connection, scratch.Transaction);
        var shadow = new ReadModelTransaction(connection, transaction, database.Sql, Suffix);

        foreach (var projection in group.Projections)
        {
            await shadow.ExecuteAsync(database.Sql.Ddl(projection.Ddl(Suffix)), new { }, cancellation);
        }

        var ledger = (await GroupRow.FindAsync(connection, transaction, group.Name, cancellation))?.ToPosition().Ledger ?? GapLedger.Empty;
        var events = await FoldAsync(group, ledger, shadow, cancellation);
        var differences = new List<Difference>();
        var rows = 0L;
        foreach (var table in group.Tables)
        {
            rows += await connection.QuerySingleAsync<long>(new CommandDefinition(
                $"select count(*) from {table.Name}", transaction: transaction, cancellationToken: cancellation));
            differences.AddRange(await CompareAsync(table, scratch, cancellation));
        }

        return new VerificationResult(
            group.Name, events, rows, differences.Count, [.. differences.Take(MostNamed)], Waiting: await CountAsync(shadow, cancellation) - events);
    }

    private async Task<long> FoldAsync(ProjectionGroup group, GapLedger ledger, ReadModelTransaction shadow, CancellationToken cancellation)
    {
        var journal = new JournalReader(database);
        var events = 0L;
        for (var end = 0L; end < ledger.Offset; end += Step)
        {
            var range = new OrderingRange(end + 1, Math.Min(end + Step, ledger.Offset));
            var rows = (await journal.ReadAsync(shadow.Connection, shadow.Transaction, [range], cancellation)).Where(row => ledger.HasApplied(row.Ordering)).ToList();
            foreach (var projection in group.Projections)
            {
                await projection.ApplyAsync(shadow, rows, cancellation);
            }

            events += rows.Count;
        }

        return events;
    }

    private static async Task<IEnumerable<Difference>> CompareAsync(ReadTable table, Scratch scratch, CancellationToken cancellation)
    {
        var (live, folded) = ($"{scratch.Live}{table.Name}", $"{scratch.Own}{table.Name}{Suffix}");
        var key = string.Join(" || ' ' || ", table.Key.Select(column => $"a.{column}"));
        var same = string.Join(" and ", table.Key.Select(column => $"a.{column} = b.{column}"));
        var differs = string.Join(" or ", (await ColumnsAsync(folded)).Select(column => $"a.{column} is distinct from b.{column}"));

        CommandDefinition Command(string sql) => new(sql, transaction: scratch.Transaction, cancellationToken: cancellation);

        async Task<IReadOnlyList<string>> ColumnsAsync(string name)
        {
            await using var reader = await scratch.Connection.ExecuteReaderAsync(Command($"select * from {name} limit 0"));
            return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }

        async Task<IEnumerable<Difference>> FindAsync(string what, string where) =>
            (await scratch.Connection.QueryAsync<string>(Command($"select {key} {where}"))).Select(found => new Difference(table.Name, found, what));

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
