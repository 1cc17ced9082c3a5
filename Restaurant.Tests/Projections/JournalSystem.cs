using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Projections;

/// <summary>An actor system with the journal plugin as it is shipped, and without a cluster.</summary>
internal static class JournalSystem
{
    public static ActorSystem Start(RestaurantDatabase database) => ActorSystem.Create("journal", ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(
            ConfigurationFactory.ParseString(
                """
                akka.persistence.journal.plugin = akka.persistence.journal.sql
                akka.actor {
                  serializers.restaurant = "Restaurant.Actors.Serialization.RestaurantSerializer, Restaurant.Actors"
                  serialization-bindings { "Restaurant.Actors.Aggregates.IWireMessage, Restaurant.Actors" = restaurant }
                }
                """)
            .WithFallback(database.JournalSettings)
            .WithFallback(Shipped())
            .WithFallback(SqlPersistence.DefaultConfiguration)),
        new DataOptionsSetup(database.JournalOptions)));

    private static Config Shipped()
    {
        using var text = new StreamReader(
            typeof(WriteSideExtensions).Assembly.GetManifestResourceStream("Restaurant.Actors.Hosting.akka.conf")!, Encoding.UTF8);
        return ConfigurationFactory.ParseString(text.ReadToEnd());
    }
}
