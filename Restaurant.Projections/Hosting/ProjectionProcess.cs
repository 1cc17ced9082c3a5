using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>The process that runs each group of projections once in the cluster.</summary>
public static class ProjectionProcess
{
    /// <summary>Each group runs on a node with the role <c>projections</c>; when that node goes, on another one.</summary>
    public static AkkaConfigurationBuilder WithProjections(this AkkaConfigurationBuilder akka, ClusterSettings cluster, IServiceProvider services)
    {
        if (!cluster.Roles.Contains(ClusterSettings.Projections))
        {
            return akka.WithShardedDaemonProcessProxy<ProjectionActor>(ProjectionRegion.ProcessName, ProjectionCatalog.All.Length, ClusterSettings.Projections);
        }

        var database = services.GetRequiredService<RestaurantDatabase>();
        var journal = services.GetRequiredService<JournalReader>();
        var outage = services.GetRequiredService<OutageNotice>();
        var time = services.GetRequiredService<TimeProvider>();
        var metrics = services.GetRequiredService<ProjectionMetrics>();
        return akka.WithShardedDaemonProcess<ProjectionActor>(
            ProjectionRegion.ProcessName,
            ProjectionCatalog.All.Length,
            (_, _, _) => place => ProjectionActor.Props(
                new GroupStore(database, ProjectionCatalog.All[place], BurntProofs.For(database), time), JournalEvents.Of(new JournalQuery(journal)), journal, outage, metrics),
            new ClusterDaemonOptions { Role = ClusterSettings.Projections, KeepAliveInterval = TimeSpan.FromSeconds(2) });
    }
}
