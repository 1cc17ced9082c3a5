using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Journal;
using Akka.Persistence.Sql.Journal.Dao;
using Akka.Util;
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
    private const int MostFailures = 3;

    private readonly ByteArrayJournalSerializer _serializer;
    private readonly JournalWriter _writer;
    private readonly RecoveryReader _reader;
    private readonly CircuitBreaker _writing;
    private readonly CircuitBreaker _reading;

    // Of each aggregate, the write that is under way. Whoever wants its events before that has ended would get too few.
    private readonly ConcurrentDictionary<string, PendingWrite> _writes = new();

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
        (_writing, _reading) = (Breaker(), Breaker());
        _writer = new JournalWriter(source, sql.Insert, _writing, journal.DaoConfig);
        _reader = new RecoveryReader(
            source,
            sql.Read,
            _reading,
            (persistenceId, row) => AdaptFromJournal(Representation(system, persistenceId, row)),
            asked => self.Tell(new GoThePluginsWay(asked)));

        CircuitBreaker Breaker() => new(system.Scheduler, MostFailures, config.GetTimeSpan("circuit-breaker.call-timeout"), config.GetTimeSpan("circuit-breaker.reset-timeout"));
    }

    public override Task<PersistenceHealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        new[] { _writing, _reading }.FirstOrDefault(breaker => !breaker.IsClosed) is { } open
            ? Task.FromResult(new PersistenceHealthCheckResult(PersistenceHealthStatus.Degraded, "The last statements have failed, and the next ones fail at once for a while.", open.LastCaughtException))
            : base.CheckHealthAsync(cancellationToken);

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

    // Before the base: of each write it makes several tasks, a call of its breaker and a message to an actor that puts answers in order; of each recovery, an actor and several streams.
    protected override bool AroundReceive(Receive receive, object message)
    {
        switch (message)
        {
            case WriteMessages asked:
                Write(asked);
                return true;
            case ReplayMessages asked:
                Replay(asked);
                return true;
            default:
                return base.AroundReceive(receive, message);
        }
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

    private void Write(WriteMessages asked)
    {
        List<Try<PluginRow[]>> written;
        try
        {
            written = _serializer.Serialize(PreparePersistentBatch(asked.Messages), TimeProvider.System.GetUtcNow().UtcTicks);
        }
        catch (Exception failure)
        {
            // That of an event adapter. As the plugin tells it.
            new PendingWrite(asked, [], [], Self, Forget).HasFailed(failure, Task.CompletedTask);
            return;
        }

        var write = new PendingWrite(
            asked,
            written is [{ IsSuccess: true } only] ? only.Get() : [.. written.Where(each => each.IsSuccess).SelectMany(each => each.Get())],
            written.TrueForAll(each => each.IsSuccess) ? [] : written.ConvertAll(each => each.IsSuccess ? null : each.Failure.Value),
            Self,
            Forget);
        if (write.Rows.Count == 0)
        {
            write.IsStored();
        }
        else
        {
            _writes[write.Rows[0].PersistenceId] = write;
            _writer.Store(write);
        }
    }

    private void Replay(ReplayMessages asked)
    {
        if (_writes.TryGetValue(asked.PersistenceId, out var write))
        {
            write.Ended.ContinueWith(_ => _reader.Answer(asked), TaskScheduler.Default);
        }
        else
        {
            _reader.Answer(asked);
        }
    }

    // Not a later write.
    private void Forget(PendingWrite write)
    {
        if (write.Rows.Count > 0)
        {
            _writes.TryRemove(KeyValuePair.Create(write.Rows[0].PersistenceId, write));
        }
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
