using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Aggregates;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.WriteSide;

public sealed class AggregateMetricsTests : AggregateTest
{
    private const string Entities = """restaurant.entities{aggregate="menu-item"}""";
    private const string Activations = """restaurant.activation.duration{aggregate="menu-item"}""";
    private const string Persists = """restaurant.persist.duration{aggregate="menu-item"}""";

    private readonly Measurements _measured;

    public AggregateMetricsTests() => _measured = new Measurements(Meter);

    [Fact]
    public async Task An_activation_lasts_from_the_start_of_the_actor_until_it_has_read_its_events()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));
        await item.Ask<Reply>(Command(Salami, "b"));
        item.Tell(Leave.Instance);
        await ExpectTerminatedAsync(item);
        await Journal.OnRecovery.SetInterceptorAsync(new Slowly(Time, TimeSpan.FromSeconds(0.25)));

        await Item().Ask<Reply>(new StateQuery("m"));

        // Of an aggregate without events, and of one with two.
        Assert.Equal([0, 0.5], _measured.Of(Activations));
    }

    [Fact]
    public async Task A_persist_lasts_until_the_event_is_stored_and_one_that_fails_is_none()
    {
        var item = Item();
        await Journal.OnWrite.SetInterceptorAsync(new Slowly(Time, TimeSpan.FromSeconds(0.125)));
        await item.Ask<Reply>(Command(Peperoni, "a"));
        await Journal.OnWrite.Fail();
        await item.Ask<Reply>(Command(Salami, "b"));

        Assert.Equal([0.125], _measured.Of(Persists));
    }

    [Fact]
    public async Task An_aggregate_is_in_memory_until_it_leaves_or_its_journal_fails()
    {
        Assert.Equal(0, _measured.Now(Entities));
        var (a, b, c) = (Item("a"), Item("b"), Item("c"));
        foreach (var item in new[] { a, b, c })
        {
            await item.Ask<Reply>(Command(Peperoni, "a"));
        }

        Assert.Equal(3, _measured.Now(Entities));
        Assert.Equal(0, _measured.Now("""restaurant.entities{aggregate="order"}"""));

        a.Tell(Leave.Instance);
        await ExpectTerminatedAsync(a);
        Assert.Equal(2, _measured.Now(Entities));

        await Journal.OnWrite.Fail();
        await b.Ask<Reply>(Command(Salami, "b"));
        await ExpectTerminatedAsync(b);
        Assert.Equal(1, _measured.Now(Entities));
    }

    [Fact]
    public async Task An_aggregate_that_is_begun_anew_after_a_fault_of_the_program_is_counted_once()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));

        // A command of another context is none that a menu item could ever be sent.
        await item.Ask<Reply>(Command(new CancelOrder(null), "b"));

        await item.Ask<Reply>(new StateQuery("m"));
        Assert.Equal(2, _measured.Of(Activations).Count());
        Assert.Equal(1, _measured.Now(Entities));
    }

    [Fact]
    public async Task An_aggregate_whose_events_cannot_be_read_is_not_in_memory()
    {
        var item = Item();
        await item.Ask<Reply>(Command(Peperoni, "a"));
        item.Tell(Leave.Instance);
        await ExpectTerminatedAsync(item);
        await Journal.OnRecovery.Fail();

        await ExpectTerminatedAsync(Item());

        Assert.Equal(0, _measured.Now(Entities));
        Assert.Single(_measured.Of(Activations));
    }

    protected override void Dispose(bool disposing)
    {
        _measured.Dispose();
        base.Dispose(disposing);
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
