using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.WriteSide;

public sealed class AggregateMetricsTests : TestKit
{
    private const string Journals = """
        akka.loglevel = OFF
        akka.actor.ask-timeout = 30s
        akka.persistence.journal.plugin = "akka.persistence.journal.test"
        akka.persistence.journal.test.class = "Akka.Persistence.TestKit.TestJournal, Akka.Persistence.TestKit"
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        """;

    private const string Entities = """restaurant.entities{aggregate="menu-item"}""";
    private const string Activations = """restaurant.activation.duration{aggregate="menu-item"}""";
    private const string Persists = """restaurant.persist.duration{aggregate="menu-item"}""";

    private static readonly HouseRules Rules = new(Currency.Known["USD"], TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1));
    private static readonly AddMenuItem Peperoni = new("Peperoni", 10.00m, null);
    private static readonly ModifyMenuItem Salami = new("Salami", 11.00m, null);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly Measurements _measured;
    private readonly AggregateMetrics _metrics;

    public AggregateMetricsTests()
        : base(Journals)
    {
        var meter = new Meter("test");
        _metrics = new AggregateMetrics(meter);
        _measured = new Measurements(meter);
    }

    private ITestJournal Journal => TestJournal.FromRef(Persistence.Instance.Apply(Sys).JournalFor(null));

    [Fact]
    public async Task An_activation_lasts_from_the_start_of_the_actor_until_it_has_read_its_events()
    {
        var item = Item("a");
        await item.Ask<Reply>(Command("a", Peperoni));
        await item.Ask<Reply>(Command("a", Salami));
        item.Tell(Leave.Instance);
        await ExpectTerminatedAsync(item);
        await Journal.OnRecovery.SetInterceptorAsync(new Slowly(_time, TimeSpan.FromSeconds(0.25)));

        await Item("a").Ask<Reply>(new StateQuery("a"));

        // Of an aggregate without events, and of one with two.
        Assert.Equal([0, 0.5], _measured.Of(Activations));
    }

    [Fact]
    public async Task A_persist_lasts_until_the_event_is_stored_and_one_that_fails_is_none()
    {
        var item = Item("a");
        await Journal.OnWrite.SetInterceptorAsync(new Slowly(_time, TimeSpan.FromSeconds(0.125)));
        await item.Ask<Reply>(Command("a", Peperoni));
        await Journal.OnWrite.Fail();
        await item.Ask<Reply>(Command("a", Salami));

        Assert.Equal([0.125], _measured.Of(Persists));
    }

    [Fact]
    public async Task An_aggregate_is_in_memory_until_it_leaves_or_its_journal_fails()
    {
        Assert.Equal(0, _measured.Now(Entities));
        var (a, b, c) = (Item("a"), Item("b"), Item("c"));
        foreach (var (id, item) in new[] { ("a", a), ("b", b), ("c", c) })
        {
            await item.Ask<Reply>(Command(id, Peperoni));
        }

        Assert.Equal(3, _measured.Now(Entities));
        Assert.Equal(0, _measured.Now("""restaurant.entities{aggregate="order"}"""));

        a.Tell(Leave.Instance);
        await ExpectTerminatedAsync(a);
        Assert.Equal(2, _measured.Now(Entities));

        await Journal.OnWrite.Fail();
        await b.Ask<Reply>(Command("b", Salami));
        await ExpectTerminatedAsync(b);
        Assert.Equal(1, _measured.Now(Entities));
    }

    [Fact]
    public async Task An_aggregate_that_is_begun_anew_after_a_fault_of_the_program_is_counted_once()
    {
        var item = Item("a");
        await item.Ask<Reply>(Command("a", Peperoni));

        // A command of another context is none that a menu item could ever be sent.
        await item.Ask<Reply>(Command("a", new CancelOrder(null)));

        await item.Ask<Reply>(new StateQuery("a"));
        Assert.Equal(2, _measured.Of(Activations).Count());
        Assert.Equal(1, _measured.Now(Entities));
    }

    [Fact]
    public async Task An_aggregate_whose_events_cannot_be_read_is_not_in_memory()
    {
        var item = Item("a");
        await item.Ask<Reply>(Command("a", Peperoni));
        item.Tell(Leave.Instance);
        await ExpectTerminatedAsync(item);
        await Journal.OnRecovery.Fail();

        await ExpectTerminatedAsync(Item("a"));

        Assert.Equal(0, _measured.Now(Entities));
        Assert.Single(_measured.Of(Activations));
    }

    private IActorRef Item(string id)
    {
        var item = Sys.ActorOf(AggregateActor.Props(MenuDecider.Definition, id, Rules, _time, _metrics));
        Watch(item);
        return item;
    }

    private CommandEnvelope Command(string id, DomainCommand command) => new(
        id, command, Guid.CreateVersion7().ToString(), CorrelationId: "test", WriteSideNode.Staff, CommandHash.Of(command, []), Deadline: _time.GetUtcNow() + TimeSpan.FromSeconds(10));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _measured.Dispose();
    }

    /// <summary>Each event takes the journal so long, by the clock of the test.</summary>
    private sealed class Slowly(FakeTimeProvider time, TimeSpan duration) : IJournalInterceptor
    {
        public Task InterceptAsync(IPersistentRepresentation message)
        {
            time.Advance(duration);
            return Task.CompletedTask;
        }
    }
}
