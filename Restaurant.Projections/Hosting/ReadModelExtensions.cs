using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>The read side as a host takes it in.</summary>
public static class ReadModelExtensions
{
    /// <summary>The views and what goes with them; the projections come by <see cref="WithProjections"/>.</summary>
    public static IServiceCollection AddReadModel(this IServiceCollection services) => services
        .AddSingleton<OrdersView>()
        .AddSingleton<MenuView>()
        .AddSingleton<CustomersView>()
        .AddSingleton<ConsistencyWait>()
        .AddSingleton<ReadModelHealth>()
        .AddSingleton<ReadModelGauges>()
        .AddSingleton<ProjectionMetrics>()
        .AddSingleton<Verification>();

    /// <summary>Each group runs once in the cluster, on a node with the role <c>projections</c>; when that node goes, on another one.</summary>
    public static AkkaConfigurationBuilder WithProjections(this AkkaConfigurationBuilder akka, IServiceProvider services)
    {
        var database = services.GetRequiredService<RestaurantDatabase>();
        var journal = services.GetRequiredService<JournalReader>();
        var outage = services.GetRequiredService<OutageNotice>();
        var metrics = services.GetRequiredService<ProjectionMetrics>();
        return akka.WithShardedDaemonProcess<ProjectionActor>(
            "projections",
            ProjectionCatalog.All.Length,
            (_, _, _) => place => ProjectionActor.Props(
                new GroupStore(database, ProjectionCatalog.All[place], BurntProofs.For(database)), JournalEvents.Of(new JournalQuery(journal)), journal, outage, metrics),
            new ClusterDaemonOptions { Role = ClusterSettings.Projections, KeepAliveInterval = TimeSpan.FromSeconds(2) });
    }
}
