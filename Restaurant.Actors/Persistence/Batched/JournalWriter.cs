using Akka.Pattern;
using Akka.Persistence.Sql.Config;
using Npgsql;
using NpgsqlTypes;
using PluginRow = Akka.Persistence.Sql.Journal.Types.JournalRow;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>
/// Stores what waits by one statement, which is a transaction of its own. When the server refuses a row (its number is taken), each half is stored by itself, and so
/// on: only the write that is to blame fails.
/// </summary>
internal sealed class JournalWriter
{
    // Many times what a batch takes. Another node's transaction may hold one of its rows.
    private static readonly TimeSpan HeldUp = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source;
    private readonly string _insert;
    private readonly CircuitBreaker _breaker;
    private readonly Batches<PendingWrite> _writes;

    // When the server has last answered a statement.
    private long _lastAnswer;

    /// <param name="breaker">Fails at once where the last ones have failed, and one that takes too long.</param>
    public JournalWriter(NpgsqlDataSource source, string insert, CircuitBreaker breaker, BaseByteArrayJournalDaoConfig limits)
    {
        (_source, _insert, _breaker) = (source, insert, breaker);
        _writes = new Batches<PendingWrite>(limits.Parallelism, HeldUp, limits.BufferSize, limits.BatchSize, write => write.Rows.Count, writes => StoreAsync(writes), (write, cause) => write.HasFailed(cause, Task.CompletedTask));
    }

    public void Start() => _writes.Start();

    public void Stop() => _writes.Stop();

    /// <summary>Stores the rows of a write together, or none of them, and tells it.</summary>
    public void Store(PendingWrite write) => _writes.Add(write);

    /// <returns>What has taken too long, or null.</returns>
    private async Task<TimeoutException?> StoreAsync(ArraySegment<PendingWrite> writes)
    {
        PostgresException? refusal;
        Task underWay = Task.CompletedTask;
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            refusal = await _breaker.WithCircuitBreaker(_ =>
            {
                var inserting = InsertAsync(writes);
                underWay = inserting;
                return inserting;
            });
            Volatile.Write(ref _lastAnswer, TimeProvider.System.GetTimestamp());
        }
        catch (Exception failure)
        {
            Fail(writes, failure, underWay);
            if (failure is OpenCircuitException || failure.GetBaseException() is not TimeoutException silence)
            {
                return null;
            }

            // Behind a server that says nothing, the others would wait for as long again. It does say something when one row alone is held up.
            if (Volatile.Read(ref _lastAnswer) < began)
            {
                _writes.RefuseWaiting(failure);
            }

            return silence;
        }

        if (refusal is null)
        {
            foreach (var write in writes)
            {
                write.IsStored();
            }

            return null;
        }

        if (writes.Count == 1)
        {
            writes[0].IsRefused(refusal);
            return null;
        }

        var half = writes.Count / 2;
        if (await StoreAsync(writes[..half]) is { } tooLong)
        {
            Fail(writes[half..], tooLong, Task.CompletedTask);
            return tooLong;
        }

        return await StoreAsync(writes[half..]);
    }

    private static void Fail(ArraySegment<PendingWrite> writes, Exception cause, Task underWay)
    {
        foreach (var write in writes)
        {
            write.HasFailed(cause, underWay);
        }
    }

    /// <returns>
    /// Why the server stores none of them: it is certain that it has not, and with the database nothing is wrong, so that the breaker has no part in it. Null when they are stored.
    /// </returns>
    private async Task<PostgresException?> InsertAsync(ArraySegment<PendingWrite> writes)
    {
        try
        {
            await InsertAsync([.. writes.SelectMany(write => write.Rows)]);
            return null;
        }
        catch (PostgresException refusal) when (refusal.SqlState[..2] is "22" or "23" or "54")
        {
            return refusal;
        }
    }

    private async Task InsertAsync(List<PluginRow> rows)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_insert, connection);
        Add(NpgsqlDbType.Text, rows.ConvertAll(row => row.PersistenceId));
        Add(NpgsqlDbType.Bigint, rows.ConvertAll(row => row.SequenceNumber));
        Add(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.Message));
        Add(NpgsqlDbType.Text, rows.ConvertAll(row => row.Tags));
        Add(NpgsqlDbType.Text, rows.ConvertAll(row => row.Manifest));
        Add(NpgsqlDbType.Integer, rows.ConvertAll(row => row.Identifier));
        Add(NpgsqlDbType.Bigint, rows.ConvertAll(row => row.Timestamp));
        Add(NpgsqlDbType.Text, rows.ConvertAll(row => row.WriterUuid));
        await command.ExecuteNonQueryAsync();

        void Add<T>(NpgsqlDbType type, List<T> values) => command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
