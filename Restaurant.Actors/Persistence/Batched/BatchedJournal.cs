using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Journal;
using Akka.Persistence.Sql.Journal.Dao;
using Akka.Util;
using Npgsql;
using PluginRow = Akka.Persistence.Sql.Journal.Types.JournalRow;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>
/// The journal for PostgreSQL. It is the plugin's, with its table, its rows and its settings, but that what waits at a moment is written together
/// (<see cref="JournalWriter"/>) and read together (<see cref="RecoveryReader"/>). What the one has written the other one reads.
/// </summary>
/// <remarks>Deletions, and what is too long to be read with others, go the plugin's way.</remarks>
public sealed class BatchedJournal : SqlWriteJournal
{
    // In a row. Each is a statement, after which all that waited for it have failed.
    private const int FailedReads = 3;

    private readonly ByteArrayJournalSerializer _serializer;
    private readonly JournalWriter _writer;
    private readonly RecoveryReader _reader;

    // Of each aggregate, the write that is under way. Whoever wants its events before that has ended would get too few.
    private readonly ConcurrentDictionary<string, Task> _writes = new();

    /// <param name="config">The plugin's: <c>akka.persistence.journal.sql</c>.</param>
    /// <exception cref="ConfigurationException">It asks for what this journal does not do.</exception>
    public BatchedJournal(Config config)
        : base(config)
    {
        var journal = new JournalConfig(config.WithFallback(SqlPersistence.DefaultJournalConfiguration));
        if (config.GetString("replay-filter.mode", "") is var filter && filter != "off")
        {
            throw new ConfigurationException($"replay-filter.mode is '{filter}'; allowed with this journal is off: the unique key refuses one of two writers.");
        }

        if (journal.PluginConfig.TagMode != TagMode.Csv || journal.DaoConfig.SqlCommonCompatibilityMode)
        {
            throw new ConfigurationException("tag-write-mode or the compatibility mode asks for tables that this journal does not write.");
        }

        var system = Context.System;
        var source = system.Settings.Setup.Get<BatchedJournalSetup>() is { HasValue: true } setup
            ? setup.Value.Source
            : throw new ConfigurationException($"The actor system is set up without {nameof(BatchedJournalSetup)}.");
        var sql = new JournalSql(journal.TableConfig);
        var self = Self;
        _serializer = new ByteArrayJournalSerializer(
            journal, system.Serialization, journal.PluginConfig.TagSeparator, journal.TableConfig.EventJournalTable.UseWriterUuidColumn ? Guid.CreateVersion7().ToString("N") : null);
        _writer = new JournalWriter(source, sql.Insert, journal.DaoConfig);
        _reader = new RecoveryReader(
            source,
            sql.Read,
            new CircuitBreaker(system.Scheduler, FailedReads, config.GetTimeSpan("circuit-breaker.call-timeout"), config.GetTimeSpan("circuit-breaker.reset-timeout")),
            (persistenceId, row) => AdaptFromJournal(Representation(system, persistenceId, row)),
            asked => self.Tell(new GoThePluginsWay(asked)));
    }

    protected override void PreStart()
    {
        base.PreStart();
        _writer.Start();
        _reader.Start();
    }

    protected override void PostStop()
    {
        _writer.Stop();
        _reader.Stop();
        base.PostStop();
    }

    // Before the base: it would make an actor and several streams for each of them.
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not ReplayMessages asked)
        {
            return base.AroundReceive(receive, message);
        }

        if (_writes.TryGetValue(asked.PersistenceId, out var write))
        {
            write.ContinueWith(_ => _reader.Answer(asked), TaskScheduler.Default);
        }
        else
        {
            _reader.Answer(asked);
        }

        return true;
    }

    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case GoThePluginsWay(var asked):
                return ReceiveWriteJournal(asked);
            default:
                return base.ReceivePluginInternal(message);
        }
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        if (writes.Count == 0)
        {
            return Task.FromResult<IImmutableList<Exception>>(null!);
        }

        var persistenceId = writes[0].PersistenceId;
        var serialized = _serializer.Serialize(writes, TimeProvider.System.GetUtcNow().UtcTicks);
        var write = _writer.StoreAsync([.. serialized.Where(each => each.IsSuccess).SelectMany(each => each.Get())]);
        _writes[persistenceId] = write;
        return AnswerAsync(persistenceId, write, serialized);
    }

    // Null: nothing is rejected, or it is null at its place. What is certain not to be stored is rejected. It does not count for the breaker: with the database, nothing is wrong.
    private async Task<IImmutableList<Exception>> AnswerAsync(string persistenceId, Task write, List<Try<PluginRow[]>> serialized)
    {
        try
        {
            await write;
        }
        catch (PostgresException refusal) when (JournalWriter.IsRefusal(refusal))
        {
            return [.. serialized.Select(each => each.IsSuccess ? refusal : each.Failure.Value)];
        }
        finally
        {
            // Not that of a later write.
            _writes.TryRemove(KeyValuePair.Create(persistenceId, write));
        }

        return serialized.TrueForAll(each => each.IsSuccess) ? null! : [.. serialized.Select(each => each.IsSuccess ? null! : each.Failure.Value)];
    }

    private static Persistent Representation(ActorSystem system, string persistenceId, PluginRow row) => new(
        system.Serialization.Deserialize(row.Message, row.Identifier!.Value, row.Manifest),
        row.SequenceNumber,
        persistenceId,
        row.Manifest,
        row.Deleted,
        ActorRefs.NoSender,
        row.WriterUuid,
        row.Timestamp);

    private sealed record GoThePluginsWay(ReplayMessages Asked) : INoSerializationVerificationNeeded;
}
