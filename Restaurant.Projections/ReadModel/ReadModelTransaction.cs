using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.ReadModel;

/// <summary>A transaction on one generation of the read tables.</summary>
/// <param name="Sql">The texts of the database.</param>
/// <param name="Suffix">Stands behind the tables' names; empty for the generation that serves.</param>
public sealed record ReadModelTransaction(DbConnection Connection, DbTransaction Transaction, SqlDialect Sql, string Suffix)
{
    // Which members of a row a statement names. There are few statements, and they are sent for ever.
    private static readonly ConcurrentDictionary<(string Sql, Type Row), IReadOnlyList<PropertyInfo>> Named = new();

    /// <param name="parameters">One object, or a sequence of them to run the statement for each.</param>
    public Task ExecuteAsync(string sql, object parameters, CancellationToken cancellation) =>
        parameters is IEnumerable<object> rows && Connection.CanCreateBatch
            ? ExecuteBatchAsync(sql, [.. rows], cancellation)
            : Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, cancellationToken: cancellation));

    /// <param name="ids">The parameter <c>@ids</c>. When there are none, the server is not asked.</param>
    public Task ExecuteAsync(string sql, string[] ids, CancellationToken cancellation) =>
        ids.Length == 0 ? Task.CompletedTask : ExecuteAsync(sql, new { ids }, cancellation);

    public Task<IEnumerable<TRow>> QueryAsync<TRow>(string sql, object parameters, CancellationToken cancellation) =>
        Connection.QueryAsync<TRow>(new CommandDefinition(sql, parameters, Transaction, cancellationToken: cancellation));

    /// <param name="ids">The parameter <c>@ids</c>. When there are none, the server is not asked.</param>
    public async Task<IEnumerable<TRow>> QueryAsync<TRow>(string sql, string[] ids, CancellationToken cancellation) =>
        ids.Length == 0 ? [] : await QueryAsync<TRow>(sql, new { ids }, cancellation);

    // To a server and back once for all rows, and not once for each.
    private async Task ExecuteBatchAsync(string sql, IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var named = Named.GetOrAdd((sql, rows[0].GetType()), key => [.. key.Row.GetProperties().Where(property => Regex.IsMatch(key.Sql, $@"@{property.Name}\b"))]);
        await using var batch = Connection.CreateBatch();
        batch.Transaction = Transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            foreach (var property in named)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (property.Name, property.GetValue(row) ?? DBNull.Value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
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
