using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.DistributedData;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>The processes that run each group of projections once in the cluster.</summary>
public static class ProjectionProcess
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    /// <summary>Each group runs on a node with the role <c>projections</c>; when that node goes, on another one.</summary>
    public static AkkaConfigurationBuilder WithProjections(this AkkaConfigurationBuilder akka, ClusterSettings cluster, IServiceProvider services) => akka
        .AddHocon(ClusterSharding.DefaultConfig(), HoconAddMode.Append)
        .AddHocon(ClusterSingleton.DefaultConfig(), HoconAddMode.Append)
        .AddHocon(DistributedData.DefaultConfig(), HoconAddMode.Append)
        // Not by the hosting's own extension: it registers a process under a type, and groups are values.
        .WithActors((system, _) =>
        {
            var events = JournalEvents.Of(new JournalQuery(services.GetRequiredService<JournalReader>(), services.GetRequiredService<TimeProvider>()));
            foreach (var group in services.GetRequiredService<ProjectionCatalog>().All)
            {
                if (cluster.Roles.Contains(ClusterSettings.Projections))
                {
                    Start(system, group, events, services);
                }
                else
                {
                    ShardedDaemonProcess.Get(system).InitProxy(ProjectionRegion.ProcessNameOf(group), numberOfInstances: 1, ClusterSettings.Projections);
                }
            }
        });

    private static void Start(ActorSystem system, ProjectionGroup group, EventSource events, IServiceProvider services)
    {
        var database = services.GetRequiredService<RestaurantDatabase>();
        var journal = services.GetRequiredService<JournalReader>();
        var outage = services.GetRequiredService<OutageNotice>();
        var time = services.GetRequiredService<TimeProvider>();
        var metrics = services.GetRequiredService<ProjectionMetrics>();
        ShardedDaemonProcess.Get(system).Init(
            ProjectionRegion.ProcessNameOf(group),
            numberOfInstances: 1,
            _ => ProjectionActor.Props(new GroupStore(database, group, BurntProofs.For(database), time), events, journal, outage, metrics),
            ShardedDaemonProcessSettings.Create(system).WithRole(ClusterSettings.Projections).WithKeepAliveInterval(KeepAlive),
            PoisonPill.Instance);
    }
}
