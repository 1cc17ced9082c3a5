using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.ReadModel;

/// <summary>A transaction on one generation of the read tables.</summary>
/// <param name="Sql">The texts of the database.</param>
/// <param name="Suffix">Stands behind the tables' names; empty for the generation that serves.</param>
public sealed record ReadModelTransaction(DbConnection Connection, DbTransaction Transaction, SqlDialect Sql, string Suffix)
{
    /// <summary>Writes rows that are new.</summary>
    internal Task InsertAsync<TRow>(ReadTable<TRow> table, IEnumerable<TRow> rows, CancellationToken cancellation)
        where TRow : class => WriteAsync(table, rows, ifThere: "", cancellation);

    /// <summary>Writes rows, new or not.</summary>
    internal Task UpsertAsync<TRow>(ReadTable<TRow> table, IEnumerable<TRow> rows, CancellationToken cancellation)
        where TRow : class => WriteAsync(table, rows, table.Replacing(), cancellation);

    /// <summary>Writes rows, or adds their values in these columns to those of the rows that are there.</summary>
    internal Task AddAsync<TRow>(ReadTable<TRow> table, string[] columns, IEnumerable<TRow> rows, CancellationToken cancellation)
        where TRow : class =>
        WriteAsync(table, rows, table.Adding(Suffix, columns), cancellation);

    /// <summary>Puts rows in the place of others: writes the ones, new or not, and deletes those of the others that have no successor with their key.</summary>
    internal async Task ReplaceAsync<TRow, TKey>(ReadTable<TRow> table, IEnumerable<TRow> before, IEnumerable<TRow> after, Func<TRow, TKey> keyOf, CancellationToken cancellation)
        where TRow : class
    {
        TRow[] rows = [.. after];
        await DeleteAsync(table, before.ExceptBy(rows.Select(keyOf), keyOf), cancellation);
        await UpsertAsync(table, rows, cancellation);
    }

    private Task DeleteAsync<TRow>(ReadTable<TRow> table, IEnumerable<TRow> rows, CancellationToken cancellation)
        where TRow : class
    {
        TRow[] given = [.. rows];
        var key = string.Join(", ", table.Key);
        return given.Length == 0 ? Task.CompletedTask : ExecuteAsync(
            $"delete from {table.Name}{Suffix} where ({key}) in (select {key} from {Sql.Rows<TRow>()})", Sql.Parameters(given), cancellation);
    }

    public Task ExecuteAsync(string sql, object parameters, CancellationToken cancellation) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, cancellationToken: cancellation));

    public Task<IEnumerable<TRow>> QueryAsync<TRow>(string sql, object parameters, CancellationToken cancellation) =>
        Connection.QueryAsync<TRow>(new CommandDefinition(sql, parameters, Transaction, cancellationToken: cancellation));

    /// <param name="ids">The parameter <c>@ids</c>. When there are none, the server is not asked.</param>
    public async Task<IEnumerable<TRow>> QueryAsync<TRow>(string sql, string[] ids, CancellationToken cancellation) =>
        ids.Length == 0 ? [] : await QueryAsync<TRow>(sql, new { ids }, cancellation);

    // All of them by one statement: the way to the server and the making of a plan cost more than a row.
    private Task WriteAsync<TRow>(ReadTable<TRow> table, IEnumerable<TRow> rows, string ifThere, CancellationToken cancellation)
        where TRow : class
    {
        TRow[] given = [.. rows];
        return given.Length == 0 ? Task.CompletedTask : ExecuteAsync(
            // The condition tells SQLite that no join begins behind it.
            $"{table.InsertFrom($"select * from {Sql.Rows<TRow>()} where true", Suffix)} {ifThere}",
            Sql.Parameters(given),
            cancellation);
    }
}

internal static class ReadModelSnapshot
{
    /// <summary>Reads with several statements what was there at one moment, on the generation that serves.</summary>
    public static async Task<TResult> ReadAsync<TResult>(
        this RestaurantDatabase database, Func<ReadModelTransaction, Task<TResult>> read, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await using var transaction = await database.BeginReadAsync(connection, cancellation);
        return await read(new ReadModelTransaction(connection, transaction, database.Sql, Suffix: ""));
    }
}
