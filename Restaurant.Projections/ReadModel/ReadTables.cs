using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.ReadModel;

/// <summary>The read tables as things that are made and dropped.</summary>
internal static class ReadTables
{
    /// <summary>Whether all of them are there.</summary>
    public static async Task<bool> ExistAsync(IEnumerable<string> tables, SqlDialect sql, DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        string[] names = [.. tables];
        return names.Length == await connection.QuerySingleAsync<int>(new CommandDefinition(
            $"select count(*) from {sql.ReadTables} t where {sql.In("t.name", "@names")}", new { names }, transaction, cancellationToken: cancellation));
    }

    /// <summary>Drops those that are there.</summary>
    public static async Task DropAsync(IEnumerable<string> tables, DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            await connection.ExecuteAsync(new CommandDefinition($"drop table if exists {table}", transaction: transaction, cancellationToken: cancellation));
        }
    }
}
