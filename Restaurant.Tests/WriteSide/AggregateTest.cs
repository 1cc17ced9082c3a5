using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Tests.WriteSide;

/// <summary>Actors of aggregates without a cluster, on a journal that fails when it is told to, with a clock that the tests turn.</summary>
public abstract class AggregateTest : TestKit
{
    protected static readonly HouseRules Rules = new(Currency.Known["USD"], TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1));
    protected static readonly AddMenuItem Peperoni = new("Peperoni", 10.00m, null);
    protected static readonly ModifyMenuItem Salami = new("Salami", 11.00m, null);

    private static readonly string Journals = $"""
        {AggregateMailbox.Setting}
        akka.loglevel = OFF
        akka.actor.ask-timeout = 30s
        akka.persistence.journal.plugin = "akka.persistence.journal.test"
        akka.persistence.journal.test.class = "Akka.Persistence.TestKit.TestJournal, Akka.Persistence.TestKit"
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        """;

    protected AggregateTest()
        : base(Journals) => Metrics = new AggregateMetrics(Meter);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    protected Meter Meter { get; } = new("test");

    protected AggregateMetrics Metrics { get; }

    protected ITestJournal Journal => TestJournal.FromRef(Persistence.Instance.Apply(Sys).JournalFor(null));

    /// <summary>A menu item, whose end is watched.</summary>
    protected IActorRef Item(string id = "m")
    {
        // Below a parent of its own: one that is on its way out may still bear the name.
        var item = ActorOfAsTestActorRef(() => new Parent(PropsOf(MenuDecider.Definition), id)).UnderlyingActor.Child;
        Watch(item);
        return item;
    }

    protected Props PropsOf(AggregateDefinition definition) => AggregateActor.Props(new AggregateSurroundings(definition, Rules, Time, _ => false, Metrics));

    protected CommandEnvelope Command(DomainCommand command, string commandId) => new(
        "m", command, commandId, CorrelationId: "test", WriteSideNode.Staff, CommandHash.Of(command, []), Deadline: Time.GetUtcNow() + TimeSpan.FromSeconds(10));

    /// <summary>Begins its child anew after a fault, as a shard does.</summary>
    private sealed class Parent : UntypedActor
    {
        public Parent(Props child, string name) => Child = Context.ActorOf(child, name);

        public IActorRef Child { get; }

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
