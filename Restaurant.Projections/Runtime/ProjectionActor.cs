using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Runs one group: from the stored position on it takes the journal's stream, a batch at a time, into the tables. Whatever goes wrong
/// (the database, the stream, an event, a second copy of the group) it lets go of the stream and starts again from what is stored,
/// with a growing pause. A fault is one line in the log however often the start fails. An event that has failed several times is parked.
/// </summary>
public sealed class ProjectionActor : ReceiveActor, IWithTimers
{
    private const int AttemptsBeforeParking = 3;
    private const int PieceOneByOne = 100;
    private const int RetriesAtOnce = 20;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GapInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RequestInterval = TimeSpan.FromSeconds(1);

    // Twice that until silence is noticed. Longer after each time, or a journal that takes longer to read would never be read.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);
    private const int MostSilences = 4;

    private readonly GroupStore _store;
    private readonly EventSource _events;
    private readonly JournalReader _journal;
    private readonly OutageNotice _outage;
    private readonly ProjectionMetrics _metrics;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IMaterializer _materializer = Context.Materializer();

    // Messages of a stream that was let go of bear an older number.
    private int _run;
    private int _failures;
    private Type? _fault;

    // The group may have reported a fault in an earlier life, on this node or another one.
    private bool _mayHaveReported = true;
    private UniqueKillSwitch? _stream;
    private GroupPosition _position = new(GapLedger.Empty, Revision: 0, SetAside.Nothing);
    private bool _paused;

    // How often what follows the position was tried in vain, and not for want of the database; and up to where that was. What is applied before that
    // may have been a part without the event that is to blame.
    private int _attempts;
    private long _tried;

    private RebuildPace? _rebuild;

    // Since the rebuild had its last turn.
    private int _applied;

    // What this life of the actor has found parked: perhaps by a program that could not read it, and this one can.
    private Queue<ParkedAggregate>? _found;
    private long _expected;
    private bool _heard;
    private int _silences;

    public ProjectionActor(GroupStore store, EventSource events, JournalReader journal, OutageNotice outage, ProjectionMetrics metrics)
    {
        (_store, _events, _journal, _outage, _metrics) = (store, events, journal, outage, metrics);

        ReceiveAsync<Start>(_ => AttemptAsync(StartAsync));
        ReceiveAsync<Batch>(batch =>
        {
            var stream = Sender;
            return OfThisRun(batch.Run) ? AttemptAsync(() => ApplyAsync(batch, stream)) : Task.CompletedTask;
        });
        ReceiveAsync<LookIntoGaps>(_ => AttemptAsync(LookIntoGapsAsync));
        ReceiveAsync<Watch>(_ => AttemptAsync(WatchAsync));
        ReceiveAsync<LookForRequests>(_ => AttemptAsync(LookForRequestsAsync));
        ReceiveAsync<GoOnRebuilding>(_ => AttemptAsync(RebuildAsync));
        Receive<Begun>(_ => Sender.Tell(Taken.Instance));
        ReceiveAsync<Ended>(ended => OfThisRun(ended.Run) ? StartAgainAsync(ended.Cause) : Task.CompletedTask);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GroupStore store, EventSource events, JournalReader journal, OutageNotice outage, ProjectionMetrics metrics) =>
        Akka.Actor.Props.Create(() => new ProjectionActor(store, events, journal, outage, metrics));

    protected override void PreStart() => Self.Tell(Start.Instance);

    private bool OfThisRun(int run) => run == _run;

    private async Task StartAsync()
    {
        var self = Self;
        var run = ++_run;
        _position = await _store.OpenAsync(CancellationToken.None);
        (_expected, _heard) = (0, false);
        _paused = (await _store.RequestsAsync(CancellationToken.None)).Pause;
        Timers.StartSingleTimer(nameof(LookForRequests), LookForRequests.Instance, RequestInterval);
        if (_paused)
        {
            _found = null;
            _log.Info("Group {Group} is paused at offset {Offset}", _store.Group.Name, _position.Ledger.Offset);
            return;
        }

        _found ??= new Queue<ParkedAggregate>(_position.SetAside.Parked.Keys);
        _stream = _events(_position.Ledger.Offset)
            .ViaMaterialized(KillSwitches.Single<JournalRow>(), Keep.Right)
            // While one batch is being applied, the next one gathers; an event that comes alone does not wait for others.
            .Batch(_store.LargestBatch, row => new List<JournalRow> { row }, (rows, row) =>
            {
                rows.Add(row);
                return rows;
            })
            .Select(rows => new Batch(run, rows))
            .To(Sink.ActorRefWithAck<Batch>(
                    self, Begun.Instance, Taken.Instance, new Ended(run, new StreamStoppedException("The stream of events has ended.")), cause => new Ended(run, cause))
                .WithAttributes(Attributes.CreateInputBuffer(1, 1)))
            .Run(_materializer);
        WatchLater();
        MindTheGaps();
    }

    private async Task ApplyAsync(Batch batch, IActorRef stream)
    {
        (_heard, _silences) = (true, 0);
        await ApplyAsync(batch.Rows);
        _metrics.Applied(_store.Group, batch.Rows.Count);
        _log.Debug("Group {Group} has applied {Count} events up to {Offset}", _store.Group.Name, batch.Rows.Count, _position.Ledger.Offset);
        MindTheGaps();
        // A group that catches up leaves some time to the writers of the journal.
        if (batch.Rows.Count < _store.LargestBatch || _store.WritersTurn == TimeSpan.Zero)
        {
            stream.Tell(Taken.Instance);
        }
        else
        {
            Context.System.Scheduler.ScheduleTellOnce(_store.WritersTurn, stream, Taken.Instance, Self);
        }
    }

    private async Task ApplyAsync(IReadOnlyList<JournalRow> rows)
    {
        var (before, attempts) = (_position, _attempts++);
        _tried = Math.Max(_tried, rows.Count == 0 ? 0 : rows[^1].Ordering);
        if (attempts < AttemptsBeforeParking)
        {
            _position = await _store.ApplyAsync(_position, rows, CancellationToken.None);
        }
        else
        {
            // Slow: what is done stays done, and is seen soon.
            foreach (var piece in rows.Count == 0 ? [[]] : rows.Chunk(PieceOneByOne))
            {
                _position = await _store.ApplyOneByOneAsync(_position, piece, CancellationToken.None);
            }
        }

        // A look into gaps that finds nothing says nothing of what has failed.
        var isPast = rows.Count == 0 ? _position.Ledger != before.Ledger : _position.Ledger.Offset >= _tried;
        _attempts = isPast ? 0 : attempts;
        _applied += rows.Count;
        TellOfParked(before);
    }

    private void TellOfParked(GroupPosition before)
    {
        if (ReferenceEquals(_position.SetAside.Parked, before.SetAside.Parked))
        {
            return;
        }

        foreach (var (aggregate, error) in _position.SetAside.Parked)
        {
            if (!before.SetAside.Parked.ContainsKey(aggregate))
            {
                _log.Error("Group {Group}: the projection {Projection} has parked an event of {PersistenceId} and takes no more of it: {Cause}", _store.Group.Name, aggregate.Projection, aggregate.PersistenceId, error);
            }
        }
    }

    private async Task LookIntoGapsAsync()
    {
        await ApplyAsync([]);
        MindTheGaps();
    }

    private async Task LookForRequestsAsync()
    {
        var requests = await _store.RequestsAsync(CancellationToken.None);
        if (requests.Pause != _paused)
        {
            LetGo();
            Self.Tell(Start.Instance);
            return;
        }

        if (!_paused)
        {
            await RetryAsync(requests.Retries);
        }

        if (requests.Rebuild is { } projection && !_paused && _rebuild?.Projection != projection)
        {
            _log.Info("Group {Group} builds the tables of the projection {Projection} anew", _store.Group.Name, projection);
            _rebuild = new RebuildPace(projection);
            Self.Tell(GoOnRebuilding.Instance);
        }

        Timers.StartSingleTimer(nameof(LookForRequests), LookForRequests.Instance, RequestInterval);
    }

    private async Task RetryAsync(IReadOnlyList<ParkedAggregate> asked)
    {
        foreach (var aggregate in asked)
        {
            await RetryAsync(aggregate);
        }

        for (var tried = asked.Count; tried < RetriesAtOnce && _found!.TryPeek(out var found); tried++)
        {
            await RetryAsync(found);
            // Only now: what the database has not let be tried is tried when it is back.
            _found.Dequeue();
        }
    }

    private async Task RetryAsync(ParkedAggregate aggregate)
    {
        if (_position.SetAside.Building.Contains(aggregate.Projection))
        {
            return;
        }

        _position = await _store.RetryAsync(_position, aggregate, CancellationToken.None);
        if (!_position.SetAside.Parked.ContainsKey(aggregate))
        {
            _log.Info("Group {Group}: the projection {Projection} takes the events of {PersistenceId} again", _store.Group.Name, aggregate.Projection, aggregate.PersistenceId);
        }
    }

    private async Task RebuildAsync()
    {
        if (_rebuild is not { } rebuild)
        {
            return;
        }

        var before = _position;
        try
        {
            // More than the group has applied meanwhile, or it would never end.
            RebuildProgress progress;
            var (began, applied, filled) = (Stopwatch.GetTimestamp(), _applied, 0);
            _applied = 0;
            do
            {
                (_position, progress) = await _store.RebuildAsync(_position, rebuild.Projection, rebuild.Attempts >= AttemptsBeforeParking, rebuild.EventsPerSecond, CancellationToken.None);
                rebuild.Count(progress);
                filled += progress.Events;
            }
            while (progress.State == RebuildState.CaughtUp || (progress.State == RebuildState.Behind && filled <= applied && applied > 0));

            if (progress.State == RebuildState.Over)
            {
                _log.Info("Group {Group}: the new tables of the projection {Projection} serve", _store.Group.Name, rebuild.Projection);
                _rebuild = null;
                TellOfParked(before);
                // What was parked while they were filled may be applied by now.
                _found = new Queue<ParkedAggregate>(_position.SetAside.Parked.Keys);
                return;
            }

            Timers.StartSingleTimer(nameof(GoOnRebuilding), GoOnRebuilding.Instance, RebuildPace.Rest(Stopwatch.GetElapsedTime(began), _store.WritersTurn));
        }
        catch (Exception cause) when (cause is not RevisionLostException && !_store.IsPassing(cause))
        {
            // The tables that serve go on.
            if (rebuild.Fail(cause, _store.IsHeldUp(cause)) is { } news)
            {
                _log.Warning("Group {Group}: the rebuild of the projection {Projection} does not go on, and is tried again by itself: {Cause}", _store.Group.Name, rebuild.Projection, news);
            }

            await _store.ReportRebuildAsync(rebuild.Projection, cause.Message, CancellationToken.None);
            Timers.StartSingleTimer(nameof(GoOnRebuilding), GoOnRebuilding.Instance, rebuild.Pause);
        }
    }

    private void MindTheGaps()
    {
        if (_position.Ledger.Gaps.IsEmpty)
        {
            Timers.Cancel(nameof(LookIntoGaps));
        }
        else if (!Timers.IsTimerActive(nameof(LookIntoGaps)))
        {
            Timers.StartPeriodicTimer(nameof(LookIntoGaps), LookIntoGaps.Instance, GapInterval);
        }
    }

    // A stream can also just fall silent. Then what was in the journal a while ago has still not come.
    private async Task WatchAsync()
    {
        if (!_heard && _expected > _position.Ledger.Offset)
        {
            _silences = Math.Min(_silences + 1, MostSilences);
            throw new StreamStoppedException("The stream of events has fallen silent.");
        }

        _expected = await _journal.HeadAsync(CancellationToken.None);
        if (_mayHaveReported && (_heard || _expected <= _position.Ledger.Offset))
        {
            await _store.ReportAsync(error: null, CancellationToken.None);
            if (_fault is not null)
            {
                _log.Info("Group {Group} is at work again at offset {Offset}", _store.Group.Name, _position.Ledger.Offset);
            }

            (_fault, _failures, _mayHaveReported) = (null, 0, false);
        }

        _heard = false;
        WatchLater();
    }

    // Not periodically: two looks that waited together behind a long batch would find silence between them.
    private void WatchLater() => Timers.StartSingleTimer(nameof(Watch), Watch.Instance, WatchInterval * (1 << _silences));

    private async Task AttemptAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception cause)
        {
            await StartAgainAsync(cause);
        }
    }

    private async Task StartAgainAsync(Exception cause)
    {
        LetGo();
        _mayHaveReported = true;
        var pause = Math.Min(LongestPause.TotalSeconds, ShortestPause.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 10)));
        Timers.StartSingleTimer(nameof(Start), Start.Instance, TimeSpan.FromSeconds(pause * (1 + Random.Shared.NextDouble() * 0.2)));

        if (_outage(cause))
        {
            // Told by whoever is asked, and over for the group as soon as it starts again.
            _attempts = 0;
            return;
        }

        if (_fault != cause.GetType())
        {
            _fault = cause.GetType();
            Log(cause);
        }

        if (cause is RevisionLostException)
        {
            // Another copy is at work: the group does not stand still, and nothing is wrong with what follows.
            _attempts = 0;
            return;
        }

        await ReportAsync(cause);
    }

    private void LetGo()
    {
        _run++;
        _stream?.Shutdown();
        _stream = null;
        _rebuild = null;
        Timers.CancelAll();
    }

    private void Log(Exception cause)
    {
        const string Standing = "Group {Group} stands at offset {Offset} and tries again by itself: {Cause}";
        if (cause is ProjectionFaultException)
        {
            _log.Error(Standing, _store.Group.Name, _position.Ledger.Offset, cause.Message);
        }
        else
        {
            _log.Warning(Standing, _store.Group.Name, _position.Ledger.Offset, cause.Message);
        }
    }

    private async Task ReportAsync(Exception cause)
    {
        try
        {
            await _store.ReportAsync(cause.Message, CancellationToken.None);
        }
        catch (Exception unreported)
        {
            // A database that is gone cannot take the report either; whoever asks it for the group's health will see that.
            _log.Debug("Group {Group} could not report its fault: {Cause}", _store.Group.Name, unreported.Message);
        }
    }

    // None of these leaves the node, let alone the actor and its stream.
    private abstract record Internal : INoSerializationVerificationNeeded;

    private sealed record Start : Internal
    {
        public static readonly Start Instance = new();
    }

    private sealed record Begun : Internal
    {
        public static readonly Begun Instance = new();
    }

    private sealed record Batch(int Run, IReadOnlyList<JournalRow> Rows) : Internal;

    private sealed record Taken : Internal
    {
        public static readonly Taken Instance = new();
    }

    private sealed record Ended(int Run, Exception Cause) : Internal;

    private sealed record LookIntoGaps : Internal
    {
        public static readonly LookIntoGaps Instance = new();
    }

    private sealed record LookForRequests : Internal
    {
        public static readonly LookForRequests Instance = new();
    }

    private sealed record GoOnRebuilding : Internal
    {
        public static readonly GoOnRebuilding Instance = new();
    }

    private sealed record Watch : Internal
    {
        public static readonly Watch Instance = new();
    }
}
