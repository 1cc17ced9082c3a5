using System.Diagnostics.Metrics;
using Akka.Actor;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

/// <summary>A database of the test's own, and the read model behind the journal's live stream.</summary>
public abstract class LiveStreamTest : ReadModelTest
{
    private readonly List<ActorSystem> _systems = [];

    public override void Dispose()
    {
        foreach (var system in _systems)
        {
            system.Terminate().GetAwaiter().GetResult();
        }

        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected ActorSystem StartSystem()
    {
        _systems.Add(JournalSystem.Start(Database));
        return _systems[^1];
    }

    protected IActorRef StartGroup(ActorSystem system, BurntProof? proof = null) =>
        system.ActorOf(ProjectionActor.Props(Store(UsualProjections.Catalog.ReadModel, proof), JournalEvents.Of(new JournalQuery(Journal, TimeProvider.System)), Journal, _ => false, new ProjectionMetrics(new Meter("test"))));
}
