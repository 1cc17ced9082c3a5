using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Akka.TestKit;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.WriteSide;

public sealed class AggregateActorTests : AggregateTest
{
    [Fact]
    public async Task A_failing_journal_never_acknowledges_and_the_repeat_is_the_first_version()
    {
        await Journal.OnWrite.Fail();
        var failing = Item();

        var reply = await failing.Ask<Reply>(Command(Peperoni, "a"));
        await ExpectTerminatedAsync(failing);
        await Journal.OnWrite.Pass();
        var repeated = await Item().Ask<Reply>(Command(Peperoni, "a"));

        Assert.IsType<Reply.Unavailable>(reply);
        Assert.Equal(1, Assert.IsType<Reply.Accepted>(repeated).Event.Version);
    }

    [Fact]
    public async Task What_waited_behind_a_failed_write_or_for_a_failed_recovery_is_answered_at_once()
    {
        await Sys.ActorOf(UndeliveredMessages.Props()).Ask<ActorIdentity>(new Identify(null));

        await Journal.OnWrite.Fail();
        Assert.All(await SendThreeAsync(Item()), reply => Assert.IsType<Reply.Unavailable>(reply));
        await Journal.OnWrite.Pass();
        Assert.IsType<Reply.Accepted>(await Item().Ask<Reply>(Command(Peperoni, "a")));
        await Journal.OnRecovery.Fail();
        Assert.All(await SendThreeAsync(Item()), reply => Assert.IsType<Reply.Unavailable>(reply));

        Task<Reply[]> SendThreeAsync(IActorRef item) => Task.WhenAll(Enumerable.Range(1, 3).Select(id => item.Ask<Reply>(Command(Peperoni, $"{id}"))));
    }

    [Fact]
    public async Task What_a_shard_drops_from_its_buffer_when_it_is_handed_over_is_answered_at_once()
    {
        await Sys.ActorOf(UndeliveredMessages.Props()).Ask<ActorIdentity>(new Identify(null));

        // As a shard region does with messages that came while the shard was on its way.
        Sys.DeadLetters.Tell(new Dropped(Command(Peperoni, "a"), "to avoid re-ordering", TestActor, ActorRefs.Nobody));

        await ExpectMsgAsync<Reply.Unavailable>();
    }

    [Fact]
    public async Task A_rejecting_journal_never_acknowledges_and_leaves_no_hole()
    {
        var accepting = Item();
        Assert.IsType<Reply.Accepted>(await accepting.Ask<Reply>(Command(Peperoni, "a")));
        await Journal.OnWrite.Reject();

        var reply = await accepting.Ask<Reply>(Command(Salami, "b"));
        await ExpectTerminatedAsync(accepting);
        await Journal.OnWrite.Pass();
        var next = await Item().Ask<Reply>(Command(Salami, "b"));

        Assert.IsType<Reply.Unavailable>(reply);
        Assert.Equal(2, Assert.IsType<Reply.Accepted>(next).Event.Version);
    }

    [Fact]
    public async Task A_command_that_was_stored_although_the_journal_failed_is_answered_as_a_repeat()
    {
        using var other = ActorSystem.Create("losing", ConfigurationFactory.ParseString($$"""
            {{AggregateMailbox.Setting}}
            akka.loglevel = OFF
            akka.actor.ask-timeout = 30s
            akka.persistence.journal.plugin = "akka.persistence.journal.losing"
            akka.persistence.journal.losing.class = "{{typeof(LosingJournal).FullName}}, {{typeof(LosingJournal).Assembly.GetName().Name}}"
            akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
            """));
        var props = PropsOf(MenuDecider.Definition);

        var reply = await CreateTestProbe(other).ChildActorOf(props, "m").Ask<Reply>(Command(Peperoni, "a"));
        var repeated = await CreateTestProbe(other).ChildActorOf(props, "m").Ask<Reply>(Command(Peperoni, "a"));

        Assert.IsType<Reply.Unavailable>(reply);
        Assert.Equal(new Reply.Replayed(1), repeated);
    }

    [Fact]
    public async Task An_expired_command_is_not_executed_but_clocks_may_differ_a_little()
    {
        var item = Item();
        var deadline = Time.GetUtcNow();

        Time.Advance(TimeSpan.FromSeconds(2));
        var inGrace = await item.Ask<Reply>(Command(Peperoni, "a") with { Deadline = deadline });
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var late = await item.Ask<Reply>(Command(Salami, "b") with { Deadline = deadline });

        Assert.IsType<Reply.Accepted>(inGrace);
        Assert.IsType<Reply.Expired>(late);
        Assert.Equal(1, (await item.Ask<Reply.Present>(new StateQuery("m"))).Version);
    }

    [Fact]
    public async Task A_repeat_is_recognised_before_the_expected_version_is_looked_at()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));
        var modify = Command(Salami, "b") with { Expected = new VersionCondition(Any: false, [1]) };
        await item.Ask<Reply>(modify);

        Assert.Equal(new Reply.Replayed(2), await item.Ask<Reply>(modify));
        Assert.Equal(new Reply.Replayed(1), await item.Ask<Reply>(Command(Peperoni, "a")));
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", Assert.IsType<Reply.Refused>(await item.Ask<Reply>(modify with { Hash = new CommandHash(1, 2) })).Refusal.Code);
        Assert.Equal("VERSION_CONFLICT", Assert.IsType<Reply.Refused>(await item.Ask<Reply>(modify with { CommandId = "c" })).Refusal.Code);
    }

    [Fact]
    public async Task No_condition_on_a_version_holds_for_what_is_only_being_made()
    {
        var any = Command(Peperoni, "a") with { Expected = new VersionCondition(Any: true, []) };

        Assert.Equal("VERSION_CONFLICT", Assert.IsType<Reply.Refused>(await Item().Ask<Reply>(any)).Refusal.Code);
    }

    [Fact]
    public async Task Facts_for_another_version_are_stale_and_nothing_is_decided_on_them()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));

        Assert.Equal(new Reply.FactsStale(1), await item.Ask<Reply>(Command(Salami, "b") with { FactsAsOf = 0 }));
        Assert.IsType<Reply.Accepted>(await item.Ask<Reply>(Command(Salami, "b") with { FactsAsOf = 1 }));
    }

    [Fact]
    public async Task Timestamps_rise_strictly_when_the_clock_stands_still_or_goes_back()
    {
        var item = Item();
        var first = Assert.IsType<Reply.Accepted>(await item.Ask<Reply>(Command(Peperoni, "a"))).Event.Timestamp;
        var second = Assert.IsType<Reply.Accepted>(await item.Ask<Reply>(Command(Salami, "b"))).Event.Timestamp;

        Assert.Equal(Time.GetUtcNow(), first);
        Assert.Equal(first.AddMicroseconds(1), second);
    }

    [Fact]
    public async Task What_has_no_events_leaves_memory_at_once()
    {
        var shard = CreateTestProbe();
        var item = shard.ChildActorOf(PropsOf(MenuDecider.Definition), "m");

        Assert.Equal(new Reply.Present(0, null), await item.Ask<Reply>(new StateQuery("m")));
        await shard.ExpectMsgAsync<Passivate>(passivate => Assert.IsType<Leave>(passivate.StopMessage));
    }

    [Fact]
    public async Task A_closed_order_leaves_memory_and_an_open_one_stays()
    {
        var shard = CreateTestProbe();
        var order = shard.ChildActorOf(PropsOf(OrderDecider.Definition), "o");

        await order.Ask<Reply>(Command(new OpenOrder("c") { CustomerKnown = true }, "a") with { AggregateId = "o" });
        await order.Ask<Reply>(new StateQuery("o"));
        await shard.ExpectNoMsgAsync(TimeSpan.Zero);
        await order.Ask<Reply>(Command(new CancelOrder(null), "b") with { AggregateId = "o" });

        await shard.ExpectMsgAsync<Passivate>();
    }

    [Fact]
    public async Task Its_id_is_the_name_that_a_shard_makes_of_it()
    {
        var item = CreateTestProbe().ChildActorOf(PropsOf(MenuDecider.Definition), Uri.EscapeDataString("a b%/ü"));

        var accepted = await item.Ask<Reply.Accepted>(Command(Peperoni, "a"));

        Assert.Equal("a b%/ü", accepted.Event.AggregateId);
    }

    [Fact]
    public async Task Who_was_answered_is_kept_no_longer()
    {
        var item = Item();

        await item.Ask<Reply>(Command(Peperoni, "a"));

        await AwaitConditionAsync(() => Task.FromResult(((ActorRefWithCell)item).Underlying is ActorCell { Sender: var sender } && sender == Sys.DeadLetters));
    }

    [Fact]
    public async Task Leaving_waits_for_what_is_being_written()
    {
        var item = Item();
        await Journal.OnWrite.PassWithDelay(TimeSpan.FromMilliseconds(300));

        var writing = item.Ask<Reply>(Command(Peperoni, "a"));
        item.Tell(Leave.Instance);

        Assert.IsType<Reply.Accepted>(await writing);
        await ExpectTerminatedAsync(item);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_answered_and_the_actor_serves_on()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));

        // A command of another context is none that a menu item could ever be sent.
        var reply = await item.Ask<Reply>(Command(new CancelOrder(null), "b"));

        Assert.IsType<Reply.Unavailable>(reply);
        Assert.IsType<Reply.Accepted>(await item.Ask<Reply>(Command(Salami, "c")));
    }

    [Fact]
    public async Task An_event_that_is_missing_in_the_middle_puts_the_aggregate_out_of_service()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));
        await item.Ask<Reply>(Command(Salami, "b"));
        await item.Ask<Reply>(Command(new RemoveMenuItem(), "c"));
        item.Tell(Leave.Instance);
        await ExpectTerminatedAsync(item);
        var hole = Sys.ActorOf(Props.Create(() => new HoleDigger("menu-item-m")));
        await hole.Ask<string>("dig");

        var reply = await Item().Ask<Reply>(Command(Salami, "d"));

        Assert.IsType<Reply.Unavailable>(reply);
    }

    /// <summary>Deletes the first event, as a clean-up job might.</summary>
    private sealed class HoleDigger(string persistenceId) : UntypedPersistentActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public override string PersistenceId => persistenceId;

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case "dig":
                    _asker = Sender;
                    DeleteMessages(1);
                    break;
                case DeleteMessagesSuccess:
                    _asker.Tell("dug");
                    break;
            }
        }

        protected override void OnRecover(object message)
        {
        }
    }
}
