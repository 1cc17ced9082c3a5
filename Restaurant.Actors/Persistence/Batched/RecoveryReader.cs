using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using Npgsql;
using NpgsqlTypes;
using PluginRow = Akka.Persistence.Sql.Journal.Types.JournalRow;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>
/// Answers aggregates that want their events: all that wait by one statement, which reads events and highest number together. When the server finds damage, each half is
/// read by itself, and so on: only the aggregate whose rows are damaged goes another way.
/// </summary>
internal sealed class RecoveryReader
{
    /// <summary>As many as Akka may let read at a time (max-concurrent-recoveries): more of them never wait.</summary>
    public const int MostAtOnce = 200;

    private const int Readers = 2;
    private const int MostWaiting = 1_000;

    private readonly NpgsqlDataSource _source;
    private readonly string _read;
    private readonly CircuitBreaker _breaker;
    private readonly Func<string, PluginRow, IEnumerable<IPersistentRepresentation>> _represent;
    private readonly Action<ReplayMessages> _pass;
    private readonly Batches<ReplayMessages> _asked;

    /// <param name="breaker">Fails at once where the last ones have failed.</param>
    /// <param name="represent">Makes of a row what the aggregate is told; several things, or none.</param>
    /// <param name="pass">Takes an aggregate whose events are not read with others'.</param>
    public RecoveryReader(
        NpgsqlDataSource source, string read, CircuitBreaker breaker, Func<string, PluginRow, IEnumerable<IPersistentRepresentation>> represent, Action<ReplayMessages> pass)
    {
        (_source, _read, _breaker, _represent, _pass) = (source, read, breaker, represent, pass);
        _asked = new Batches<ReplayMessages>(Readers, TimeSpan.Zero, MostWaiting, MostAtOnce, _ => 1, asked => AnswerAsync(asked), Fail);
    }

    public void Start() => _asked.Start();

    public void Stop() => _asked.Stop();

    /// <summary>It is answered by its events and <see cref="RecoverySuccess"/>, or by <see cref="ReplayMessagesFailure"/>.</summary>
    public void Answer(ReplayMessages asked) => _asked.Add(asked);

    private async Task AnswerAsync(ArraySegment<ReplayMessages> asked)
    {
        List<PluginRow>[]? rows;
        try
        {
            // It is not told to give up: the driver would tell the server, by a call that blocks while the server is silent. The statement's own time is as long.
            rows = await _breaker.WithCircuitBreaker(_ => ReadAsync(asked));
        }
        catch (Exception failure)
        {
            foreach (var each in asked)
            {
                Fail(each, failure);
            }

            return;
        }

        if (rows is not null)
        {
            for (var place = 0; place < asked.Count; place++)
            {
                Answer(asked[place], rows[place]);
            }
        }
        else if (asked.Count == 1)
        {
            _pass(asked[0]);
        }
        else
        {
            var half = asked.Count / 2;
            await AnswerAsync(asked[..half]);
            await AnswerAsync(asked[half..]);
        }
    }

    /// <returns>The rows of each; null when some cannot be read for damage: the others can, without them, and the breaker has no part in it.</returns>
    private async Task<List<PluginRow>[]?> ReadAsync(ArraySegment<ReplayMessages> asked)
    {
        try
        {
            return await ReadAllAsync([.. asked]);
        }
        catch (PostgresException damage) when (damage.SqlState[..2] is "XX" or "58")
        {
            return null;
        }
    }

    private async Task<List<PluginRow>[]> ReadAllAsync(ReplayMessages[] asked)
    {
        var rows = Array.ConvertAll(asked, _ => new List<PluginRow>());
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_read, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(asked, each => each.PersistenceId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(asked, each => each.FromSequenceNr), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            },
        };
        await using var found = await command.ExecuteReaderAsync();
        while (await found.ReadAsync())
        {
            rows[found.GetInt64(0) - 1].Add(new PluginRow
            {
                SequenceNumber = found.GetInt64(1),
                Deleted = found.GetBoolean(2),
                Message = found.GetFieldValue<byte[]>(3),
                Identifier = found.IsDBNull(4) ? null : found.GetInt32(4),
                Manifest = found.IsDBNull(5) ? "" : found.GetString(5),
                Timestamp = found.GetInt64(6),
                WriterUuid = found.IsDBNull(7) ? null : found.GetString(7),
            });
        }

        return rows;
    }

    private void Answer(ReplayMessages asked, List<PluginRow> rows)
    {
        // A row without a serializer is one of an age that the plugin knows of.
        if (rows.Count > JournalSql.LongestHistory || rows.Exists(row => row.Identifier is null))
        {
            _pass(asked);
            return;
        }

        try
        {
            foreach (var row in rows.Where(row => !row.Deleted && row.SequenceNumber <= asked.ToSequenceNr).Take((int)Math.Min(asked.Max, int.MaxValue)))
            {
                foreach (var message in _represent(asked.PersistenceId, row))
                {
                    asked.PersistentActor.Tell(new ReplayedMessage(message), ActorRefs.NoSender);
                }
            }

            asked.PersistentActor.Tell(new RecoverySuccess(rows.Count == 0 ? 0 : rows[^1].SequenceNumber), ActorRefs.NoSender);
        }
        catch (Exception unreadable)
        {
            Fail(asked, unreadable);
        }
    }

    private static void Fail(ReplayMessages asked, Exception cause) => asked.PersistentActor.Tell(new ReplayMessagesFailure(cause), ActorRefs.NoSender);
}
