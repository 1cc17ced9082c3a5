using System.Diagnostics.Metrics;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>
/// What a process does for the first time takes it long: to compile the way from the journal into an aggregate, one to three seconds. It goes that way
/// before it enters the cluster, so that nobody waits whose order moves to a node that has just started.
/// </summary>
internal static class WarmUp
{
    // No caller's id has a space.
    private const string Nobody = "warm up";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(ActorSystem system, RestaurantSettings settings, IServiceProvider services)
    {
        if (!settings.Cluster.Roles.Contains(ClusterSettings.Aggregates))
        {
            return;
        }

        var (time, outage) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<OutageNotice>());
        // Not the node's own figures.
        using var meter = new Meter(nameof(WarmUp));
        var metrics = new AggregateMetrics(meter);
        await Task.WhenAll(Catalog.All.Select(async aggregate =>
        {
            var actor = system.ActorOf(AggregateActor.Props(new AggregateSurroundings(aggregate, settings.Rules, time, outage, metrics)), Uri.EscapeDataString($"{Nobody}: {aggregate.Name}"));
            try
            {
                await actor.Ask<Reply>(new StateQuery(Nobody), Patience);
            }
            catch (AskTimeoutException)
            {
                // The journal does not answer. Whoever needs it will see that.
            }

            system.Stop(actor);
        }));
    }
}
