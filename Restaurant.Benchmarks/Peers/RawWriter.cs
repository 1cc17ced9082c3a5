using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;

namespace Restaurant.Benchmarks.Peers;

/// <summary>
/// The limit: rows as the journal has them, stored by plain Npgsql for callers that decide nothing. Two writers take what waits at the moment and store it by
/// one statement, which is one transaction.
/// </summary>
internal sealed class RawWriter : IAsyncDisposable
{
    private const int Writers = 2;
    private const int MostRows = 200;

    private const string Insert =
        """
        insert into raw_journal (deleted, persistence_id, sequence_number, message, tags, manifest, identifier, created, writer_uuid)
        select false, id, number, message, null, manifest, 7301, created, writer from unnest($1, $2, $3, $4, $5, $6) as given (id, number, message, manifest, created, writer)
        """;

    private readonly Channel<(Row Row, TaskCompletionSource Stored)> _waiting = Channel.CreateUnbounded<(Row, TaskCompletionSource)>();
    private readonly NpgsqlDataSource _source;
    private readonly Task _writers;
    private readonly string _writer = $"{Guid.CreateVersion7()}";

    private RawWriter(NpgsqlDataSource source)
    {
        _source = source;
        _writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)));
    }

    /// <summary>Beside the product's journal, in a table of the same columns and indexes.</summary>
    public static async Task<RawWriter> BesideAsync(string database)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2, NoResetOnClose = true }.ConnectionString);
        await using var create = source.CreateCommand("create table if not exists raw_journal (like journal including all)");
        await create.ExecuteNonQueryAsync();
        return new RawWriter(source);
    }

    /// <returns>When it is stored.</returns>
    public Task StoreAsync(Guid order, long number, DomainEvent data)
    {
        var now = TimeProvider.System.GetUtcNow();
        var command = $"{Guid.CreateVersion7(now)}";
        var stored = new StoredEvent(Guid.CreateVersion7(now), $"{order}", number, now, command, "benchmark", command, new Caller(CallerKind.Staff), new CommandHash(0x736f6d6520686173, 0x68206f662061206f), data);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((new Row($"order-{order}", number, EventFormat.Write(stored), EventFormat.Manifest(data), now.ToUnixTimeMilliseconds()), done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writers;
        await _source.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        var batch = new List<(Row Row, TaskCompletionSource Stored)>(MostRows);
        await using var connection = await _source.OpenConnectionAsync();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostRows && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            if (batch.Count > 0)
            {
                await StoreAsync(connection, batch);
            }
        }
    }

    private async Task StoreAsync(NpgsqlConnection connection, List<(Row Row, TaskCompletionSource Stored)> batch)
    {
        try
        {
            await using var insert = new NpgsqlCommand(Insert, connection)
            {
                Parameters =
                {
                    Texts(batch.Select(each => each.Row.Id)),
                    new NpgsqlParameter<long[]> { TypedValue = [.. batch.Select(each => each.Row.Number)] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. batch.Select(each => each.Row.Message)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                    Texts(batch.Select(each => each.Row.Manifest)),
                    new NpgsqlParameter<long[]> { TypedValue = [.. batch.Select(each => each.Row.Created)] },
                    Texts(batch.Select(_ => _writer)),
                },
            };
            await insert.ExecuteNonQueryAsync();
            batch.ForEach(each => each.Stored.SetResult());
        }
        catch (Exception failed)
        {
            batch.ForEach(each => each.Stored.SetException(failed));
        }
    }

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> texts) => new() { TypedValue = [.. texts] };

    private readonly record struct Row(string Id, long Number, byte[] Message, string Manifest, long Created);
}
