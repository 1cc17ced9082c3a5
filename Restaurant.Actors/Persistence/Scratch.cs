using System.Data.Common;
using Dapper;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// A transaction that sees one moment of the database and can make tables, which nobody else sees and which are gone with it. A
/// table made without a schema is such a table; a name without a schema means the transaction's own table, else the database's.
/// </summary>
/// <param name="Live">What stands before the names of the database's read tables where there may be others of the same name.</param>
/// <param name="Own">What stands before the names of the transaction's own tables.</param>
public sealed record Scratch(DbConnection Connection, DbTransaction Transaction, string Live, string Own) : IAsyncDisposable
{
    // It may have to go through all that there is.
    private const int PatienceSeconds = 3_600;

    public CommandDefinition Command(string sql, CancellationToken cancellation) =>
        new(sql, transaction: Transaction, commandTimeout: PatienceSeconds, cancellationToken: cancellation);

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
