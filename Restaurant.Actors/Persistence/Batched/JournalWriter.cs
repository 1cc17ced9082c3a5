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
    private readonly Batches<Write> _writes;

    public JournalWriter(NpgsqlDataSource source, string insert, BaseByteArrayJournalDaoConfig limits)
    {
        (_source, _insert) = (source, insert);
        _writes = new Batches<Write>(limits.Parallelism, HeldUp, limits.BufferSize, limits.BatchSize, write => write.Rows.Count, writes => StoreAsync(writes), (write, cause) => write.Fail(cause));
    }

    public void Start() => _writes.Start();

    public void Stop() => _writes.Stop();

    /// <summary>Whether the server says that what it was given cannot be stored: it is certain that it is not.</summary>
    public static bool IsRefusal(PostgresException failure) => failure.SqlState[..2] is "22" or "23" or "54";

    /// <summary>Stores rows together, or none of them.</summary>
    public Task StoreAsync(IReadOnlyList<PluginRow> rows)
    {
        if (rows.Count == 0)
        {
            return Task.CompletedTask;
        }

        var write = new Write(rows);
        _writes.Add(write);
        return write.Done;
    }

    private async Task StoreAsync(ArraySegment<Write> writes)
    {
        try
        {
            await InsertAsync([.. writes.SelectMany(write => write.Rows)]);
        }
        catch (PostgresException failure) when (IsRefusal(failure) && writes.Count > 1)
        {
            var half = writes.Count / 2;
            await StoreAsync(writes[..half]);
            await StoreAsync(writes[half..]);
            return;
        }
        catch (Exception failure)
        {
            foreach (var write in writes)
            {
                write.Fail(failure);
            }

            return;
        }

        foreach (var write in writes)
        {
            write.Succeed();
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

    private sealed class Write(IReadOnlyList<PluginRow> rows)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<PluginRow> Rows => rows;

        public Task Done => _done.Task;

        public void Succeed() => _done.SetResult();

        public void Fail(Exception cause) => _done.SetException(cause);
    }
}
