using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>The batched journal does for whoever writes and reads what the plugin's own does, and what either has written the other one reads.</summary>
[Trait("Database", "PostgreSql")]
public sealed class BatchedJournalTests : IDisposable
{
    private const string Stock = "Stock";
    private const string Batched = "Batched";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestDatabase _database = TestDatabase.Create();

    public void Dispose() => _database.Dispose();

    [PostgreSqlFact]
    public async Task Its_rows_are_those_of_the_plugin_column_by_column()
    {
        foreach (var journal in new[] { Stock, Batched })
        {
            await using var node = await StartAsync(journal);
            var client = new Client(node);
            client.Write($"menu-item-{journal}", Event(1), Event(2), new Tagged(Event(3), ["spicy"]));
            Assert.Equal(["1", "2", "3"], client.Written(3));
        }

        Assert.Equal(6, _database.Scalar<int>("select count(*) from journal where writer_uuid ~ '^[0-9a-f]{32}$'"));
        Assert.Equal(2, _database.Scalar<int>("select count(distinct writer_uuid) from journal"));
        // .NET ticks, of the last minute.
        Assert.Equal(6, _database.Scalar<int>("select count(*) from journal where created / 10000000 - 62135596800 between extract(epoch from now()) - 60 and extract(epoch from now())"));
        Assert.Equal(3, _database.Scalar<int>(
            """
            select count(*) from journal stock join journal batched on batched.sequence_number = stock.sequence_number
            where stock.persistence_id = 'menu-item-Stock' and batched.persistence_id = 'menu-item-Batched'
              and (stock.deleted, stock.message, stock.tags, stock.manifest, stock.identifier) is not distinct from (batched.deleted, batched.message, batched.tags, batched.manifest, batched.identifier)
            """));
        Assert.Equal(2, _database.Scalar<int>("select count(*) from journal where tags = ';spicy;'"));
        Assert.Equal(3, _database.Scalar<int>("select count(*) from journal stock join journal batched on batched.ordering = stock.ordering + 3 and batched.sequence_number = stock.sequence_number"));
    }

    [PostgreSqlFact]
    public async Task What_either_has_written_the_other_one_reads()
    {
        string? item = null;
        foreach (var (journal, version) in new[] { (Batched, 1), (Stock, 2), (Batched, 3), (Stock, 4), (Batched, 5) })
        {
            await using var node = await StartAsync(journal);
            var done = item is null
                ? await node.DoneAsync(new AddMenuItem("Peperoni", 10.00m, null))
                : await node.DoneAsync(new ModifyMenuItem($"Peperoni {version}", 10.00m, null), item);
            Assert.Equal(version, done.Event.Version);
            item = done.Event.AggregateId;
        }
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task Many_that_want_their_events_at_once_get_their_own(string journal)
    {
        await using var node = await StartAsync(journal);
        var clients = Enumerable.Range(0, 300).Select(number => (Id: $"menu-item-{number}", Client: new Client(node))).ToList();
        foreach (var (id, client) in clients)
        {
            client.Write(id, [.. Enumerable.Range(1, 1 + (id.Length % 3)).Select(version => Event(version))]);
        }

        Assert.All(clients, each => Assert.Equal(1 + (each.Id.Length % 3), each.Client.Written(1 + (each.Id.Length % 3)).Count));
        clients.ForEach(each => each.Client.AskFor(each.Id, from: 1));
        Assert.All(clients, each => Assert.Equal((1 + (each.Id.Length % 3)) switch { 1 => "1, 1 is the highest", 2 => "1 2, 2 is the highest", _ => "1 2 3, 3 is the highest" }, each.Client.Answer()));
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task A_history_of_any_length_is_read_whole(string journal)
    {
        await using var node = await StartAsync(journal);
        var writer = new JournalWriter(node.Database);
        int[] lengths = [1, 499, 500, 501, 502, 1201];
        foreach (var length in lengths)
        {
            await writer.AppendAsync([MenuItemAdded($"{length}"), .. Enumerable.Range(2, length - 1).Select(version => MenuItemModified($"{length}", $"Version {version}"))]);
        }

        var done = await Task.WhenAll(lengths.Select(length => node.DoneAsync(new MakeMenuItemUnavailable(null), $"{length}")));

        Assert.Equal(lengths.Select(length => length + 1L), done.Select(one => one.Event.Version));
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task What_is_asked_for_is_answered_and_no_more(string journal)
    {
        await using var node = await StartAsync(journal);
        var client = new Client(node);
        client.Write("menu-item-1", Event(1), Event(2), Event(3), Event(4));
        Assert.Equal(4, client.Written(4).Count);

        Assert.Equal("1 2 3 4, 4 is the highest", client.Read("menu-item-1", from: 1));
        Assert.Equal("3 4, 4 is the highest", client.Read("menu-item-1", from: 3));
        Assert.Equal("2 3, 4 is the highest", client.Read("menu-item-1", from: 2, to: 3));
        Assert.Equal("1 2, 4 is the highest", client.Read("menu-item-1", from: 1, most: 2));
        Assert.Equal(", 0 is the highest", client.Read("menu-item-1", from: 5));
        Assert.Equal(", 0 is the highest", client.Read("menu-item-2", from: 1));

        client.Tell(new DeleteMessagesTo("menu-item-1", 2, client.Self));
        client.Receive<DeleteMessagesSuccess>();
        Assert.Equal("3 4, 4 is the highest", client.Read("menu-item-1", from: 1));
        client.Tell(new DeleteMessagesTo("menu-item-1", 4, client.Self));
        client.Receive<DeleteMessagesSuccess>();
        Assert.Equal(", 4 is the highest", client.Read("menu-item-1", from: 1));
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task An_event_that_no_serializer_reads_fails_nobody_but_its_own_aggregate(string journal)
    {
        await using var node = await StartAsync(journal, ("Restaurant:CommandTimeout", "00:00:03"));
        var writer = new JournalWriter(node.Database);
        var items = Enumerable.Range(0, 50).Select(number => $"{number}").ToList();
        await writer.AppendAsync([.. items.Select(item => MenuItemAdded(item))]);
        _database.Execute("update journal set identifier = 999 where persistence_id = 'menu-item-7'");
        _database.Execute("update journal set identifier = null where persistence_id = 'menu-item-8'");

        var outcomes = await Task.WhenAll(items.Select(item => node.SendAsync(new MakeMenuItemUnavailable(null), item)));

        Assert.IsType<Outcome.Unavailable>(outcomes[7]);
        Assert.IsType<Outcome.Unavailable>(outcomes[8]);
        Assert.Equal(48, outcomes.OfType<Outcome.Done>().Count());
    }

    [PostgreSqlFact]
    public async Task When_reads_fail_in_a_row_the_next_ones_fail_at_once_until_they_are_tried_again()
    {
        // Longer than four reads take on any machine.
        await using var node = await StartWithBreakerAsync("reset-timeout = 10s");
        var client = new Client(node);
        client.Write("menu-item-1", Event(1));
        Assert.Single(client.Written(1));
        _database.Execute("alter table journal rename column message to body");

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Contains("message does not exist", client.Read("menu-item-1", from: 1), StringComparison.Ordinal));
        Assert.Contains("Circuit Breaker is open", client.Read("menu-item-1", from: 1), StringComparison.Ordinal);
        _database.Execute("alter table journal rename column body to message");

        await Eventually.HoldsAsync(() => client.Read("menu-item-1", from: 1) == "1, 1 is the highest");
        Assert.Equal("1, 1 is the highest", client.Read("menu-item-1", from: 1));
    }

    [PostgreSqlFact]
    public async Task When_writes_fail_in_a_row_the_next_ones_fail_at_once_until_they_are_tried_again()
    {
        await using var node = await StartWithBreakerAsync("reset-timeout = 10s");
        var client = new Client(node);
        _database.Execute("alter table journal rename column message to body");

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Contains("message\" of relation \"journal\" does not exist", WhyNot(), StringComparison.Ordinal));
        Assert.Contains("Circuit Breaker is open", WhyNot(), StringComparison.Ordinal);
        Assert.Equal(PersistenceHealthStatus.Degraded, client.Health());
        _database.Execute("alter table journal rename column body to message");

        await Eventually.HoldsAsync(() =>
        {
            client.Write("menu-item-1", Event(1));
            return client.Written(1) is ["1"];
        });
        Assert.Equal("1, 1 is the highest", client.Read("menu-item-1", from: 1));
        Assert.Equal(PersistenceHealthStatus.Healthy, client.Health());

        string WhyNot()
        {
            client.Write("menu-item-1", Event(1));
            return client.Receive<WriteMessageFailure>().Cause.Message;
        }
    }

    [PostgreSqlFact]
    public async Task Whoever_waits_behind_a_server_that_says_nothing_is_told_with_those_before_and_reads_when_theirs_have_ended()
    {
        // Less than the driver's 5 s, and longer than it takes until the third write waits.
        await using var node = await StartWithBreakerAsync("call-timeout = 3s");
        var client = new Client(node);
        await using (var others = await node.Database.ConnectAsync(CancellationToken.None))
        await using (var transaction = await others.BeginTransactionAsync())
        {
            await others.ExecuteAsync("lock table journal in share row exclusive mode", transaction: transaction);
            for (var waiting = 1; waiting <= 2; waiting++)
            {
                client.Write($"menu-item-{waiting}", Event(1));
                await Eventually.HoldsAsync(() => _database.Scalar<long>("select count(*) from pg_locks where relation = 'journal'::regclass and not granted") == waiting);
            }

            client.Write("menu-item-3", Event(1));

            Assert.Equal(["1 has failed", "1 has failed", "1 has failed"], client.Written(3));
            // Its statement still goes on.
            client.AskFor("menu-item-1", from: 1);
            await transaction.CommitAsync();
        }

        Assert.Equal("1, 1 is the highest", client.Answer());
        Assert.Equal(", 0 is the highest", client.Read("menu-item-3", from: 1));
    }

    [PostgreSqlFact]
    public async Task One_row_that_is_held_up_for_too_long_fails_its_own_write_and_no_other()
    {
        await using var node = await StartWithBreakerAsync("call-timeout = 2s");
        var client = new Client(node);
        await using var others = await node.Database.ConnectAsync(CancellationToken.None);
        await using var transaction = await others.BeginTransactionAsync();
        await others.ExecuteAsync(
            "insert into journal (deleted, persistence_id, sequence_number, message, manifest, identifier, created) values (false, 'menu-item-held', 1, '', '', 0, 0)", transaction: transaction);
        client.Write("menu-item-held", Event(1));
        await Eventually.HoldsAsync(() => _database.Scalar<long>("select count(*) from pg_locks where not granted") == 1);

        List<string> failed = [];
        for (var number = 0; failed.Count == 0; number++)
        {
            // Some always wait.
            Array.ForEach((int[])[1, 2, 3], each => client.Write($"menu-item-{number}-{each}", Event(1)));
            for (var stored = 0; stored < 3;)
            {
                // All that comes: what nobody takes out of an inbox makes it full.
                switch (client.Receive<IJournalResponse>())
                {
                    case WriteMessageSuccess:
                        stored++;
                        break;
                    case WriteMessageFailure failure:
                        failed.Add(failure.Persistent.PersistenceId);
                        break;
                }
            }
        }

        Assert.Equal(["menu-item-held"], failed);
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task What_an_actor_defers_comes_back_in_its_place_and_the_answers_in_theirs(string journal)
    {
        await using var node = await StartAsync(journal);
        var client = new Client(node);

        client.Tell(new WriteMessages(
            [Client.Envelope("menu-item-1", Event(1), place: 0), new Deferred("between"), Client.Envelope("menu-item-1", Event(2), place: 1)],
            client.Self,
            actorInstanceId: 1));

        var responses = Enumerable.Range(0, 4).Select(_ => client.Receive<IJournalResponse>()).ToList();
        Assert.Equal(["1", "between", "2"], responses.Where(response => response is not WriteMessagesSuccessful).Select(response => response switch
        {
            WriteMessageSuccess stored => $"{stored.Persistent.SequenceNr}",
            LoopMessageSuccess deferred => $"{deferred.Message}",
            _ => $"{response}",
        }));
        // Behind it an actor begins its next write. The plugin tells it first, and puts all answers in order.
        Assert.IsType<WriteMessagesSuccessful>(responses[journal == Batched ? ^1 : 0]);
    }

    // The plugin fails here.
    [PostgreSqlFact]
    public async Task What_an_actor_defers_alone_comes_back_as_well()
    {
        await using var node = await StartAsync(Batched);
        var client = new Client(node);

        client.Tell(new WriteMessages([new Deferred("alone")], client.Self, actorInstanceId: 1));

        Assert.Equal("alone", Assert.IsType<LoopMessageSuccess>(client.Receive<IJournalResponse>()).Message);
        Assert.IsType<WriteMessagesSuccessful>(client.Receive<IJournalResponse>());
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task What_cannot_be_stored_is_rejected_and_the_rest_of_it_is_stored(string journal)
    {
        await using var node = await StartAsync(journal);
        var client = new Client(node);

        client.Write("menu-item-1", Event(1), new Unwritable(), Event(3));

        Assert.Equal(["1", "2 is rejected", "3"], client.Written(3));
        Assert.Equal(2, _database.Scalar<int>("select count(*) from journal"));
    }

    [PostgreSqlTheory]
    [InlineData(Stock)]
    [InlineData(Batched)]
    public async Task Who_wants_events_while_a_write_is_under_way_gets_them_when_it_has_ended(string journal)
    {
        await using var node = await StartAsync(journal);
        var client = new Client(node);
        client.Write("menu-item-1", Event(1));
        Assert.Single(client.Written(1));
        await using (var others = await node.Database.ConnectAsync(CancellationToken.None))
        await using (var transaction = await others.BeginTransactionAsync())
        {
            await others.ExecuteAsync("lock table journal in share row exclusive mode", transaction: transaction);
            client.Write("menu-item-1", Event(2));
            client.AskFor("menu-item-1", from: 1);
            // Whoever does not write is not held up.
            client.AskFor("menu-item-2", from: 1);
            Assert.Equal(0, client.Receive<RecoverySuccess>().HighestSequenceNr);
            await transaction.CommitAsync();
        }

        Assert.Equal(["2"], client.Written(1));
        Assert.Equal("1 2, 2 is the highest", client.Answer());
    }

    [PostgreSqlFact]
    public async Task Writes_whose_numbers_are_taken_are_not_stored_at_all_and_hundreds_beside_them_are()
    {
        await using var node = await StartAsync(Batched);
        var client = new Client(node);
        // More than the breaker would let pass as failures.
        var guilty = Enumerable.Range(0, 20).Select(number => $"menu-item-guilty-{number}").ToList();
        guilty.ForEach(id => client.Write(id, Event(2)));
        Assert.Equal(20, client.Written(20).Count);
        await using (var others = await node.Database.ConnectAsync(CancellationToken.None))
        await using (var transaction = await others.BeginTransactionAsync())
        {
            // As a busy server: two writes wait for it, one for each writer, and what comes after them is put together.
            await others.ExecuteAsync("lock table journal in share row exclusive mode", transaction: transaction);
            for (var waiting = 1; waiting <= 2; waiting++)
            {
                client.Write($"menu-item-first-{waiting}", Event(1));
                await Eventually.HoldsAsync(() => _database.Scalar<long>("select count(*) from pg_locks where relation = 'journal'::regclass and not granted") == waiting);
            }

            foreach (var item in Enumerable.Range(1, 100))
            {
                client.Write($"menu-item-{item}", Event(1), Event(2));
            }

            guilty.ForEach(id => client.Write(id, Event(1), Event(2), Event(3)));
            // Behind all of them in the journal's queue, and answered.
            client.Read("menu-item-nothing", from: 1);
            await transaction.CommitAsync();
        }

        var written = client.Written(2 + (2 * 100) + (3 * 20));

        Assert.Equal(3 * 20, written.Count(one => one.EndsWith("is rejected", StringComparison.Ordinal)));
        Assert.DoesNotContain(written, one => one.EndsWith("failed", StringComparison.Ordinal));
        Assert.Equal(20 + 2 + (2 * 100), _database.Scalar<int>("select count(*) from journal"));
        Assert.Equal(20, _database.Scalar<int>("select count(*) from journal where persistence_id like 'menu-item-guilty-%'"));
    }

    private static StoredEvent Event(long version)
    {
        var (item, happened) = MenuItemModified("1", $"Version {version}");
        return new StoredEvent(
            Guid.Parse($"00000000-0000-7000-8000-{version:D12}"), item, version, new DateTimeOffset(2026, 11, 25, 12, 0, (int)version, TimeSpan.Zero),
            CommandId: $"{version}", CorrelationId: "test", CausationId: $"{version}", WriteSideNode.Staff, Hash: default, happened);
    }

    private Task<WriteSideNode> StartAsync(string journal, params (string, string)[] also) => WriteSideNode.StartAsync(_database, configured: [("Restaurant:Journal", journal), .. also]);

    private Task<WriteSideNode> StartWithBreakerAsync(string setting) => WriteSideNode.StartAsync(
        _database, also: akka => akka.AddHocon($"akka.persistence.journal.sql.circuit-breaker.{setting}", HoconAddMode.Prepend), configured: ("Restaurant:Journal", Batched));

    // Nobody has told the serializer of it.
    private sealed record Unwritable : IWireMessage;

    // As an actor's that defers: it is not stored.
    private sealed record Deferred(object Payload) : IPersistentEnvelope
    {
        public IActorRef Sender => ActorRefs.Nobody;

        public int Size => 1;
    }

    /// <summary>Talks to the journal as a persistent actor does.</summary>
    private sealed class Client(WriteSideNode node)
    {
        private readonly Inbox _inbox = Inbox.Create(node.System);

        public IActorRef Self => _inbox.Receiver;

        public void Tell(object message) => _inbox.Send(Persistence.Instance.Apply(node.System).JournalFor(null), message);

        /// <summary>Each in a write of its own, as an actor that persists several times for a command.</summary>
        public void Write(string persistenceId, params object[] events) => Tell(new WriteMessages(
            [.. events.Select((happened, place) => Envelope(persistenceId, happened, place))],
            Self,
            actorInstanceId: 1));

        /// <param name="place">Among those that are written with it.</param>
        public static AtomicWrite Envelope(string persistenceId, object happened, int place) => new(ImmutableList.Create<IPersistentRepresentation>(
            new Persistent(happened, (happened as StoredEvent)?.Version ?? place + 1, persistenceId, manifest: "", isDeleted: false, ActorRefs.NoSender)));

        public PersistenceHealthStatus Health()
        {
            Tell(new CheckJournalHealth(CancellationToken.None));
            return Receive<JournalHealthCheckResponse>().Result.Status;
        }

        /// <summary>What has become of as many events, by their numbers.</summary>
        public List<string> Written(int events)
        {
            var written = new List<string>();
            while (written.Count < events)
            {
                written.Add(Receive(message => message is WriteMessageSuccess or WriteMessageRejected or WriteMessageFailure) switch
                {
                    WriteMessageSuccess success => $"{success.Persistent.SequenceNr}",
                    WriteMessageRejected rejected => $"{rejected.Persistent.SequenceNr} is rejected",
                    WriteMessageFailure failure => $"{failure.Persistent.SequenceNr} has failed",
                    var other => $"{other}",
                });
            }

            return written;
        }

        public void AskFor(string persistenceId, long from, long to = long.MaxValue, long most = long.MaxValue) => Tell(new ReplayMessages(from, to, most, persistenceId, Self));

        /// <summary>The numbers of the events that come, and the highest one there is.</summary>
        public string Answer()
        {
            var numbers = new List<long>();
            while (true)
            {
                switch (Receive(message => message is ReplayedMessage or RecoverySuccess or ReplayMessagesFailure))
                {
                    case ReplayedMessage replayed:
                        numbers.Add(replayed.Persistent.SequenceNr);
                        break;
                    case RecoverySuccess success:
                        return $"{string.Join(' ', numbers)}, {success.HighestSequenceNr} is the highest";
                    case ReplayMessagesFailure failure:
                        return failure.Cause.Message;
                }
            }
        }

        public string Read(string persistenceId, long from, long to = long.MaxValue, long most = long.MaxValue)
        {
            AskFor(persistenceId, from, to, most);
            return Answer();
        }

        public T Receive<T>() => (T)Receive(message => message is T);

        private object Receive(Predicate<object> which) => _inbox.ReceiveWhere(which, Patience);
    }
}
