using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>The actor of a group on streams that the tests make, with a clock that the tests turn.</summary>
public sealed class ProjectionActorTests : ReadModelTest
{
    private readonly TestKit _kit = new("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"");
    private readonly RecordingProjection _recorded = new();
    private readonly ConcurrentQueue<LogEvent> _logged = [];
    private readonly ConcurrentQueue<long> _asked = [];
    private int _looks;

    public ProjectionActorTests()
    {
        _kit.Sys.EventStream.Subscribe(_kit.ActorOf(Props.Create(() => new Listener(_logged))), typeof(LogEvent));
    }

    private ProjectionGroup Group => new("test", [new MenuProjection(), _recorded]);

    public override void Dispose()
    {
        _kit.Shutdown();
        base.Dispose();
    }

    [Fact]
    public async Task A_stream_that_fails_is_begun_again_from_the_stored_offset()
    {
        var first = await Writer.AppendAsync(MenuItemAdded("a"));
        var line = new TaskCompletionSource<JournalRow>();
        var next = new TaskCompletionSource<JournalRow>();
        Start(
            Source.From(first).Concat(Source.FromTask(line.Task)),
            Source.FromTask(next.Task).Concat(Source.Never<JournalRow>()));
        await OffsetIsAsync(1);

        line.SetException(new IOException("The line went dead."));

        await EventuallyAdvancingAsync(() => _asked.Count == 2);
        next.SetResult((await Writer.AppendAsync(MenuItemAdded("b")))[0]);
        await OffsetIsAsync(2);
        Assert.Equal([0, 1], _asked);
        Assert.Equal("Group test stands at offset 1 and tries again by itself: The line went dead.", Assert.Single(Lines(LogLevel.WarningLevel)));
    }

    [Fact]
    public async Task A_stream_that_completes_is_begun_again_from_the_stored_offset()
    {
        var first = await Writer.AppendAsync(MenuItemAdded("a"));

        Start(Source.From(first), Source.Never<JournalRow>());

        await EventuallyAdvancingAsync(() => _asked.Count == 2);
        Assert.Equal([0, 1], _asked);
        Assert.Equal("Group test stands at offset 1 and tries again by itself: The stream of events has ended.", Assert.Single(Lines(LogLevel.WarningLevel)));
    }

    [Fact]
    public async Task A_stream_that_falls_silent_although_the_journal_goes_on_is_begun_again()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));

        Start(Source.Never<JournalRow>(), Source.From(rows).Concat(Source.Never<JournalRow>()));

        await OffsetBecomesAsync(2);
        Assert.Contains("fallen silent", Assert.Single(Lines(LogLevel.WarningLevel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_that_was_reported_in_an_earlier_life_is_taken_back_although_no_event_comes()
    {
        var store = Store(Group);
        await store.OpenAsync(CancellationToken.None);
        await store.ReportAsync("The disk was full.", CancellationToken.None);

        Start(Source.Never<JournalRow>());

        await EventuallyAdvancingAsync(async () =>
        {
            await using var connection = await Database.ConnectAsync(CancellationToken.None);
            return await connection.QuerySingleAsync<string?>("select error from projection_group") is null;
        });
    }

    [Fact]
    public async Task A_stream_that_has_nothing_to_say_is_left_alone()
    {
        Start(Source.Never<JournalRow>());
        await Eventually.HoldsAsync(() => _asked.Count == 1);

        var looks = 0;
        await Eventually.HoldsAsync(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return ++looks == 20;
        });

        Assert.Single(_asked);
        Assert.Empty(Lines(LogLevel.WarningLevel));
    }

    [Fact]
    public async Task A_failed_batch_is_taken_again_and_before_what_follows_it()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemModified("a", "A"), MenuItemModified("a", "B"));
        var faults = 2;
        _recorded.Fault = () => faults-- > 0 ? new IOException("The power went.") : null;

        Start(after => Source.From(rows.Where(row => row.Ordering > after)).Concat(Source.Never<JournalRow>()));

        await OffsetBecomesAsync(3);
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
        Assert.Equal("1 2 3", Scalar<string>("select string_agg(cast(ordering as text), ' ') from (select ordering from recorded order by id) r"));
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task Whichever_statement_the_connection_dies_at_the_commit_included_and_before_it_or_behind_it_each_event_is_applied_once()
    {
        var dying = new DyingDatabase(Database);
        var store = new GroupStore(dying, Group, BurntProofs.Sqlite, TimeProvider.System);
        var rows = new List<JournalRow>();
        var hasDied = true;
        while (hasDied)
        {
            rows.AddRange(await Writer.AppendAsync(MenuItemAdded($"{rows.Count}")));
            dying.DieAt(rows.Count);
            var actor = Start(store, after => Source.From(rows.Where(row => row.Ordering > after).ToList()).Concat(Source.Never<JournalRow>()));
            await EventuallyAdvancingAsync(async () => dying.HasDied || await OffsetAsync() == rows.Count);
            hasDied = dying.HasDied;
            dying.Live();
            await OffsetBecomesAsync(rows.Count);
            await actor.GracefulStop(TimeSpan.FromSeconds(10));
        }

        // The statements of a start and of a batch.
        Assert.InRange(rows.Count, 30, 300);
        Assert.Equal(rows.Select(row => row.Ordering), await RecordedAsync());
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [Fact]
    public async Task An_outage_is_one_line_however_often_the_start_fails_and_its_end_is_another()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"));

        Start(after => _asked.Count < 6 ? Source.Failed<JournalRow>(new IOException("No.")) : Source.From(rows).Concat(Source.Never<JournalRow>()));

        await OffsetBecomesAsync(1);
        await EventuallyAdvancingAsync(() => Lines(LogLevel.InfoLevel).Any(line => line.Contains("at work again", StringComparison.Ordinal)));
        Assert.Single(Lines(LogLevel.WarningLevel));
        Assert.Equal(6, _asked.Count);
    }

    [Fact]
    public async Task The_pauses_between_attempts_grow_from_a_fifth_of_a_second_to_one_second()
    {
        // The stream is refused while the start is being handled, so that an answer to a later message says that the pause has begun.
        var actor = Start(_ => throw new IOException("No."));
        await Eventually.HoldsAsync(() => _asked.Count == 1);
        Assert.Equal(1, await AttemptsAfterAsync(TimeSpan.Zero, actor));

        Assert.Equal(1, await AttemptsAfterAsync(TimeSpan.FromMilliseconds(199), actor));
        Assert.Equal(2, await AttemptsAfterAsync(TimeSpan.FromMilliseconds(42), actor));
        Assert.Equal(2, await AttemptsAfterAsync(TimeSpan.FromMilliseconds(399), actor));
        Assert.Equal(3, await AttemptsAfterAsync(TimeSpan.FromMilliseconds(82), actor));
        for (var attempt = 4; attempt <= 20; attempt++)
        {
            Assert.Equal(attempt, await AttemptsAfterAsync(TimeSpan.FromSeconds(1.2), actor));
        }

        Assert.Equal(20, await AttemptsAfterAsync(TimeSpan.FromSeconds(0.99), actor));
        Assert.Equal(21, await AttemptsAfterAsync(TimeSpan.FromSeconds(0.21), actor));
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_is_tried_several_times_and_then_parked_and_what_follows_goes_on()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemModified("a", "A"), MenuItemAdded("c"));
        var attempts = 0;
        _recorded.FaultAt = row => row.PersistenceId == "menu-item-a" && ++attempts > 0 ? new InvalidDataException("It does not fit.") : null;

        Start(after => Source.From(rows.Where(row => row.Ordering > after)).Concat(Source.Never<JournalRow>()));

        await OffsetBecomesAsync(4);
        Assert.InRange(attempts, 4, 5);
        Assert.Equal("Group test: the projection recorded has parked an event of menu-item-a and takes no more of it: It does not fit.", Assert.Single(Lines(LogLevel.ErrorLevel)));
        Assert.Equal("2 4", Scalar<string>("select string_agg(cast(ordering as text), ' ') from (select ordering from recorded order by id) r"));
        Assert.Equal(3, Scalar<long>("select count(*) from menu"));
        Assert.Equal("4 events, 8 rows, 0 differences, 0 events wait, 2 are parked", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task An_event_is_parked_after_as_many_attempts_although_what_comes_before_it_succeeds_each_time()
    {
        const int To = 150;
        var rows = await Writer.AppendAsync([.. Enumerable.Range(1, 200).Select(number => MenuItemAdded($"{number}"))]);
        var attempts = 0;
        _recorded.FaultAt = row => row.PersistenceId == $"menu-item-{To}" && ++attempts > 0 ? new InvalidDataException("It does not fit.") : null;

        // Each stream begins with an event that comes alone.
        Start(after => Source.From(rows.Where(row => row.Ordering > after)).Concat(Source.Never<JournalRow>()));

        await OffsetBecomesAsync(200);
        Assert.InRange(attempts, 4, 5);
        Assert.Equal(1, Parked());
        Assert.Equal("200 events, 599 rows, 0 differences, 0 events wait, 1 are parked", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task An_event_is_parked_although_looks_into_an_open_gap_succeed_all_the_while()
    {
        var first = await Writer.StoreAsync((Writer.Next("a", MenuItemAdded("a").Item2), 2));
        var second = await Writer.AppendAsync(MenuItemAdded("b"));
        _recorded.FaultAt = row => row.PersistenceId == "menu-item-b" ? new InvalidDataException("It does not fit.") : null;
        var late = new TaskCompletionSource<JournalRow>();
        var store = Store(Group, (_, _, _) => Task.FromResult<IReadOnlyList<OrderingRange>>([]));

        // Each further time, the event comes when the gap has been looked into.
        Start(store, after => after == 0
            ? Source.From(first).Concat(Source.Never<JournalRow>()).Merge(Source.FromTask(late.Task))
            : Source.From(second).InitialDelay(TimeSpan.FromMilliseconds(600)).Concat(Source.Never<JournalRow>()));
        await OffsetIsAsync(2);
        late.SetResult(second[0]);

        await OffsetBecomesAsync(3);
        Assert.Equal(1, Parked());
    }

    [Fact]
    public async Task What_is_parked_is_tried_when_somebody_asks_for_it_and_by_itself_when_the_group_starts_elsewhere()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var broken = "menu-item-a menu-item-b";
        _recorded.FaultAt = row => broken.Contains(row.PersistenceId, StringComparison.Ordinal) ? new InvalidDataException("It does not fit.") : null;
        var actor = Start(after => Source.From(rows.Where(row => row.Ordering > after)).Concat(Source.Never<JournalRow>()));
        await OffsetBecomesAsync(2);
        Assert.Equal(2, Parked());

        broken = "menu-item-b";
        Execute("update projection_parked set request = 'retry', requested_by = 'anna' where persistence_id = 'menu-item-a'");
        await EventuallyAdvancingAsync(() => Parked() == 1);

        broken = "";
        await actor.GracefulStop(TimeSpan.FromSeconds(10));
        Start(_ => Source.Never<JournalRow>());
        await EventuallyAdvancingAsync(() => Parked() == 0);
        Assert.Equal("2 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task A_paused_group_stands_still_until_it_is_resumed()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var gate = new TaskCompletionSource<JournalRow>();
        Start(
            Source.From(rows.Take(1)).Concat(Source.FromTask(gate.Task)).Concat(Source.Never<JournalRow>()),
            Source.From(rows.Skip(1)).Concat(Source.Never<JournalRow>()));
        await OffsetIsAsync(1);

        Execute("insert into projection_paused (name, paused_by, paused_at) values ('test', 'anna', '')");
        await EventuallyAdvancingAsync(() => Lines(LogLevel.InfoLevel).Contains("Group test is paused at offset 1"));
        gate.SetResult(rows[1]);
        // Long enough for ten looks at requests.
        await EventuallyAdvancingAsync(() => ++_looks % 100 == 0);
        Assert.Equal(1, await OffsetAsync());
        Assert.Equal([0], _asked);

        Execute("delete from projection_paused");
        await OffsetBecomesAsync(2);
        Assert.Equal([0, 1], _asked);
    }

    [Fact]
    public async Task Open_gaps_are_looked_into_while_no_event_comes()
    {
        IReadOnlyList<OrderingRange> burnt = [];
        var rows = await Writer.StoreAsync((Writer.Next("a", MenuItemAdded("a").Item2), 3));
        Start(Store(Group, (_, _, _) => Task.FromResult(burnt)), _ => Source.From(rows).Concat(Source.Never<JournalRow>()));
        await Eventually.HoldsAsync(async () => await OffsetAsync() == 3);

        await Writer.StoreAsync((Writer.Next("b", MenuItemAdded("b").Item2), 1));
        await EventuallyAdvancingAsync(() => Scalar<string>("select gaps from projection_group") == "[[2,2]]");
        burnt = [new OrderingRange(2, 2)];
        await EventuallyAdvancingAsync(() => Scalar<string>("select gaps from projection_group") == "[]");

        Assert.Equal(2, Scalar<long>("select count(*) from recorded"));
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task Events_are_taken_in_batches_and_after_a_full_one_the_writers_have_a_turn()
    {
        const int Full = 500;
        var rows = await Writer.AppendAsync([.. Enumerable.Range(0, 3 * Full).Select(number => MenuItemAdded($"{number}"))]);

        var actor = Start(Source.From(rows).Concat(Source.Never<JournalRow>()));

        await Eventually.HoldsAsync(() => _recorded.Batches.Contains(Full));
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));
        var taken = _recorded.Batches.Count;
        Advance(TimeSpan.FromMilliseconds(24));
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));
        Assert.Equal(taken, _recorded.Batches.Count);

        await Eventually.HoldsAsync(async () =>
        {
            Advance(TimeSpan.FromMilliseconds(25));
            return await OffsetAsync() == 3 * Full;
        });
        Assert.Equal(Full, _recorded.Batches.Max());
        Assert.Equal(3 * Full, _recorded.Batches.Sum());
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task Events_are_taken_in_large_batches_without_a_pause_where_nobody_waits_for_them()
    {
        const int Full = 2_000, OfSqlite = 500;
        var rows = await Writer.AppendAsync([.. Enumerable.Range(0, 2 * Full).Select(number => MenuItemAdded($"{number}"))]);

        Start(Source.From(rows).Concat(Source.Never<JournalRow>()));

        // The clock stands.
        await Eventually.HoldsAsync(async () => await OffsetAsync() == 2 * Full);
        Assert.InRange(_recorded.Batches.Max(), OfSqlite + 1, Full);
        Assert.Equal(2 * Full, _recorded.Batches.Sum());
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task A_database_that_is_locked_for_a_while_holds_the_group_up_and_no_more()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var gate = new TaskCompletionSource<JournalRow>();
        Start(
            Source.From(rows.Take(1)).Concat(Source.FromTask(gate.Task)).Concat(Source.Never<JournalRow>()),
            Source.From(rows.Skip(1)).Concat(Source.Never<JournalRow>()));
        await OffsetIsAsync(1);

        await using (var connection = await Database.ConnectAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("begin immediate");
            gate.SetResult(rows[1]);
            // Longer than a connection waits for the lock.
            await Eventually.HoldsAsync(() => Lines(LogLevel.WarningLevel).Length == 1);
            await connection.ExecuteAsync("rollback");
        }

        Assert.Contains("database is locked", Lines(LogLevel.WarningLevel)[0], StringComparison.Ordinal);
        await OffsetBecomesAsync(2);
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [Fact]
    public async Task A_group_that_is_stopped_lets_go_of_its_stream()
    {
        var released = new TaskCompletionSource();
        var actor = Start(Source.Never<JournalRow>().WatchTermination((_, ended) =>
        {
            ended.ContinueWith(_ => released.TrySetResult(), TaskScheduler.Default);
            return NotUsed.Instance;
        }));
        await Eventually.HoldsAsync(() => _asked.Count == 1);

        actor.Tell(PoisonPill.Instance);

        await released.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task<IEnumerable<long>> RecordedAsync()
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        return await connection.QueryAsync<long>("select ordering from recorded order by id");
    }

    private long Parked() => Scalar<long>("select count(*) from projection_parked");

    private void Advance(TimeSpan time) => ((TestScheduler)_kit.Sys.Scheduler).Advance(time);

    private IActorRef Start(params Source<JournalRow, NotUsed>[] streams)
    {
        var next = new Queue<Source<JournalRow, NotUsed>>(streams);
        return Start(Store(Group), _ => next.Dequeue());
    }

    private IActorRef Start(Func<long, Source<JournalRow, NotUsed>> stream) => Start(Store(Group), stream);

    private IActorRef Start(GroupStore store, Func<long, Source<JournalRow, NotUsed>> stream) => _kit.ActorOf(ProjectionActor.Props(
        store,
        after =>
        {
            _asked.Enqueue(after);
            return stream(after);
        },
        Journal,
        _ => false,
        new ProjectionMetrics(new Meter("test"))));

    // The clock stands.
    private Task OffsetIsAsync(long offset) => Eventually.HoldsAsync(async () => await OffsetAsync() == offset);

    private Task OffsetBecomesAsync(long offset) => EventuallyAdvancingAsync(async () => await OffsetAsync() == offset);

    private Task EventuallyAdvancingAsync(Func<bool> condition) => EventuallyAdvancingAsync(() => Task.FromResult(condition()));

    // In small steps: a stream must not seem to be silent because the machine is slow.
    private Task EventuallyAdvancingAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(() =>
    {
        Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    private async Task<long?> OffsetAsync()
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<bool>($"select count(*) > 0 from {Database.Sql.ReadTables} t where t.name = 'projection_group'")
            ? await connection.QuerySingleOrDefaultAsync<long?>("select ledger_offset from projection_group")
            : null;
    }

    private async Task<int> AttemptsAfterAsync(TimeSpan pause, IActorRef actor)
    {
        Advance(pause);
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));
        return _asked.Count;
    }

    private string[] Lines(LogLevel level) =>
        [.. _logged.Where(entry => entry.LogLevel() == level).Select(entry => entry.ToString()!).Where(text => text.Contains("Group test", StringComparison.Ordinal)).Select(text => text[text.IndexOf("Group test", StringComparison.Ordinal)..])];

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<LogEvent> logged) => Receive<LogEvent>(logged.Enqueue);
    }
}
