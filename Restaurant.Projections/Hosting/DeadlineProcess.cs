using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Deadlines;

namespace Restaurant.Projections.Hosting;

/// <summary>The process that sees to it that deadlines fire, once in the cluster.</summary>
public static class DeadlineProcess
{
    // Nobody sends it anything, so nothing but these nodes need know where it is.
    private const string Name = "deadlines";

    /// <summary>
    /// It runs on the oldest node with the role <c>projections</c>; when that node goes, on the next. A node of a program that does not know it is never asked for it: each
    /// one starts it by itself when it has become the oldest.
    /// </summary>
    public static AkkaConfigurationBuilder WithDeadlines(this AkkaConfigurationBuilder akka, ClusterSettings cluster, IServiceProvider services) =>
        !cluster.Roles.Contains(ClusterSettings.Projections) ? akka
        : akka.WithSingleton<DeadlineSweeper>(
            Name,
            (_, _, _) => DeadlineSweeper.Props(
                services.GetRequiredService<CommandGateway>(),
                services.GetRequiredService<DeadlinesView>(),
                services.GetRequiredService<NodeStatus>(),
                services.GetRequiredService<OutageNotice>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<DeadlineMetrics>()),
            new ClusterSingletonOptions { Role = ClusterSettings.Projections },
            createProxyToo: false);
}
