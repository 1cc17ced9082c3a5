using System.Diagnostics.Metrics;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Hosting;
using Akka.Persistence.Sql.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;
using Restaurant.Actors.Serialization;
using Restaurant.Actors.Telemetry;
using SqlJournalOptions = Akka.Persistence.Sql.Hosting.SqlJournalOptions;
using SqlSnapshotOptions = Akka.Persistence.Sql.Hosting.SqlSnapshotOptions;

namespace Restaurant.Actors.Hosting;

/// <summary>The write side as a host takes it in.</summary>
public static class WriteSideExtensions
{
    /// <summary>The gateway and what it stands on; the actor system comes by <see cref="WithWriteSide"/>.</summary>
    public static IServiceCollection AddWriteSide(this IServiceCollection services, RestaurantSettings settings) => services
        .AddSingleton(settings.Rules)
        .AddSingleton(new GatewayOptions(settings.CommandTimeout, settings.IdKey))
        .AddSingleton<DatabaseWatch>()
        .AddSingleton<OutageNotice>(services => services.GetRequiredService<DatabaseWatch>().Notice)
        .AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(RestaurantMeter.Name))
        .AddSingleton<CommandMetrics>()
        .AddSingleton<AggregateMetrics>()
        .AddSingleton<JournalReader>()
        .AddSingleton<AggregateHistory>()
        .AddSingleton<Pulse>()
        .AddSingleton<NodeStatus>()
        .AddSingleton<ClusterOverview>()
        .AddSingleton<CommandGateway>()
        .AddSingleton<Readiness>();

    public static AkkaConfigurationBuilder WithWriteSide(this AkkaConfigurationBuilder akka, RestaurantSettings settings, IServiceProvider services) => akka
        .WithSettings()
        .WithSerializer()
        .WithJournal(settings, services.GetRequiredService<RestaurantDatabase>())
        .WithNode(settings, services)
        .WithShardMoves(services.GetRequiredService<Meter>())
        .WithAggregates(settings, services);

    private static AkkaConfigurationBuilder WithSettings(this AkkaConfigurationBuilder akka)
    {
        using var file = typeof(WriteSideExtensions).Assembly.GetManifestResourceStream("Restaurant.Actors.Hosting.akka.conf")!;
        using var text = new StreamReader(file, Encoding.UTF8);
        return akka.AddHocon(text.ReadToEnd(), HoconAddMode.Prepend).AddHocon(AggregateMailbox.Setting, HoconAddMode.Prepend);
    }

    private static AkkaConfigurationBuilder WithSerializer(this AkkaConfigurationBuilder akka) =>
        akka.WithCustomSerializer("restaurant", [typeof(IWireMessage)], system => new RestaurantSerializer(system));

    // Sql.Hosting is a version behind Sql itself: keep what is called of it in this one place.
    private static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder akka, RestaurantSettings settings, RestaurantDatabase database)
    {
        akka
            .AddHocon(database.JournalSettings, HoconAddMode.Prepend)
            .WithSqlPersistence(
                new SqlJournalOptions(isDefaultPlugin: true) { DataOptions = database.JournalOptions, AutoInitialize = false },
                new SqlSnapshotOptions(isDefaultPlugin: true) { DataOptions = database.JournalOptions, AutoInitialize = false });
        if (settings.BatchesJournal && database is PostgreSqlDatabase { BatchedJournal: var (batched, setup) })
        {
            akka.AddHocon(batched, HoconAddMode.Prepend);
            akka.AddSetup(setup);
        }

        return akka;
    }

    /// <summary>Comes before the regions, so that it misses no shard.</summary>
    private static AkkaConfigurationBuilder WithShardMoves(this AkkaConfigurationBuilder akka, Meter meter) =>
        akka.WithActors((system, _) =>
        {
            var moves = system.ActorOf(ShardMoves.Props(meter), "shard-moves");
            system.EventStream.Subscribe(moves, typeof(ActorStarted));
            system.EventStream.Subscribe(moves, typeof(ActorStopped));
        });

    /// <summary>A shard region for each aggregate of the catalog, or a proxy to it where the node does not hold aggregates.</summary>
    private static AkkaConfigurationBuilder WithAggregates(this AkkaConfigurationBuilder akka, RestaurantSettings settings, IServiceProvider services) =>
        akka.WithActors((system, _) =>
        {
            var (time, outage, metrics) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<OutageNotice>(), services.GetRequiredService<AggregateMetrics>());
            system.ActorOf(UndeliveredMessages.Props(), "undelivered-messages");
            var sharding = ClusterSharding.Get(system);
            foreach (var aggregate in Catalog.All)
            {
                if (settings.Cluster.Roles.Contains(ClusterSettings.Aggregates))
                {
                    var props = AggregateActor.Props(new AggregateSurroundings(aggregate, settings.Rules, time, outage, metrics));
                    sharding.Start(
                        aggregate.Name,
                        props,
                        ClusterShardingSettings.Create(system).WithRole(ClusterSettings.Aggregates),
                        new AggregateMessageExtractor(),
                        ShardAllocationStrategy.LeastShardAllocationStrategy(absoluteLimit: 0, relativeLimit: 0.1),
                        handOffStopMessage: Leave.Instance);
                }
                else
                {
                    sharding.StartProxy(aggregate.Name, ClusterSettings.Aggregates, new AggregateMessageExtractor());
                }
            }
        });
}
