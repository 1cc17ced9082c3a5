using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;

namespace Restaurant.Tests.PostgreSql;

/// <summary>Transactions side by side, each on a connection of its own and each in one of the ways that there are.</summary>
/// <param name="proof">Makes a proof for one copy of the group.</param>
internal sealed class RealWriters(RestaurantDatabase database, JournalWriter writer, Func<BurntProof> proof) : IWriters, IAsyncDisposable
{
    private readonly Dictionary<string, (DbTransaction Transaction, DbConnection Connection, long Number)> _open = [];
    private readonly Dictionary<string, (string Name, long Number)> _prepared = [];
    private int _begun;

    public async Task BeginAsync(string aggregate, JournalWriter.Row row)
    {
        var connection = await database.ConnectAsync(CancellationToken.None);
        // One that is silent for long is part of the play.
        await connection.ExecuteAsync("set idle_in_transaction_session_timeout = 0");
        var transaction = await connection.BeginTransactionAsync();
        var way = _begun++ % 4;
        if (way is 1 or 3)
        {
            // A number that goes back on the way, and with it the lock that was taken for it.
            await transaction.SaveAsync("before");
            await writer.InsertAsync(connection, transaction, row);
            await transaction.RollbackAsync("before");
        }

        if (way is 1)
        {
            await transaction.SaveAsync("again");
        }

        var number = await writer.InsertAsync(connection, transaction, row);
        if (way is 2 or 3)
        {
            var name = $"{Guid.CreateVersion7()}";
            await connection.ExecuteAsync($"prepare transaction '{name}'", transaction: transaction);
            await connection.DisposeAsync();
            _prepared[aggregate] = (name, number);
        }
        else
        {
            _open[aggregate] = (transaction, connection, number);
        }
    }

    public async Task<long> CommitAsync(string aggregate)
    {
        if (_prepared.Remove(aggregate, out var prepared))
        {
            await EndAsync($"commit prepared '{prepared.Name}'");
            return prepared.Number;
        }

        _open.Remove(aggregate, out var open);
        await open.Transaction.CommitAsync();
        await open.Connection.DisposeAsync();
        return open.Number;
    }

    public async Task RollBackAsync(string aggregate)
    {
        if (_prepared.Remove(aggregate, out var prepared))
        {
            await EndAsync($"rollback prepared '{prepared.Name}'");
        }
        else if (_open.Remove(aggregate, out var open))
        {
            await open.Transaction.RollbackAsync();
            await open.Connection.DisposeAsync();
        }
    }

    public BurntProof Proof() => proof();

    /// <summary>What a play that broke off has left open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var aggregate in _open.Keys.Concat(_prepared.Keys).ToList())
        {
            await RollBackAsync(aggregate);
        }
    }

    private async Task EndAsync(string sql)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
