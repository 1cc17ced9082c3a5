using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>This node's place in the cluster, and what happens when it loses it.</summary>
internal static class NodeExtensions
{
    public static AkkaConfigurationBuilder WithNode(this AkkaConfigurationBuilder akka, RestaurantSettings settings, IServiceProvider services) => akka
        .WithCluster(settings.Cluster)
        .WithEnd(services)
        .WithMembership(settings, services);

    private static AkkaConfigurationBuilder WithCluster(this AkkaConfigurationBuilder akka, ClusterSettings cluster) => akka
        .WithRemoting(new RemoteOptions
        {
            PublicHostName = cluster.Hostname,
            PublicPort = cluster.Port,
            HostName = cluster.BindHostname ?? cluster.Hostname,
            Port = cluster.BindPort ?? cluster.Port,
        })
        // Without seed nodes: it is the membership that joins.
        .WithClustering(new ClusterOptions { Roles = [.. cluster.Roles], AppVersion = typeof(NodeExtensions).Assembly.GetName().Version!.ToString(3) });

    /// <summary>A node that the cluster goes on without stops to serve at once, and its process ends.</summary>
    private static AkkaConfigurationBuilder WithEnd(this AkkaConfigurationBuilder akka, IServiceProvider services) =>
        akka.AddStartup((system, _) =>
        {
            var (status, lifetime) = (services.GetRequiredService<NodeStatus>(), services.GetRequiredService<IHostApplicationLifetime>());
            var shutdown = CoordinatedShutdown.Get(system);
            shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "end-the-process", () =>
            {
                switch (shutdown.ShutdownReason)
                {
                    case CoordinatedShutdown.ClusterDowningReason:
                        status.Lose("The cluster has gone on without this node: it was silent, or on the smaller side of a network that fell apart.");
                        break;
                    case CoordinatedShutdown.ClusterLeavingReason:
                        status.Lose("This node was told by another one to leave the cluster.");
                        break;
                    // While the host starts, it is the host that ends the actor system, since something else cannot start.
                    case var reason when lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested:
                        status.Lose($"The actor system has ended by itself ({reason?.GetType().Name}).");
                        break;
                }

                lifetime.StopApplication();
                return Task.FromResult(Done.Instance);
            });
        });

    private static AkkaConfigurationBuilder WithMembership(this AkkaConfigurationBuilder akka, RestaurantSettings settings, IServiceProvider services) =>
        // Not awaited: the node is alive meanwhile, and says that it is not ready.
        akka.AddStartup((system, registry) =>
        {
            _ = EnterAsync(system, settings, services);
        });

    private static async Task EnterAsync(ActorSystem system, RestaurantSettings settings, IServiceProvider services)
    {
        await WarmUp.RunAsync(system, settings, services);
        var cluster = Cluster.Get(system);
        if (settings.PostgreSql is null)
        {
            // Nobody else can be there: the file belongs to this process.
            cluster.Join(cluster.SelfAddress);
            return;
        }

        var database = services.GetRequiredService<RestaurantDatabase>();
        system.ActorOf(
            MembershipActor.Props(
                settings.Cluster.SeedNodes,
                new NodeReports(database, cluster.SelfAddress.ToString()),
                services.GetRequiredService<NodeStatus>(),
                cancellation => PinnedSettings.WhyNotAsync(database, settings, cancellation),
                services.GetRequiredService<OutageNotice>(),
                services.GetRequiredService<TimeProvider>()),
            "membership");
    }
}
