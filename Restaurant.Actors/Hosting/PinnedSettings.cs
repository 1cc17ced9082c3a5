using System.Security.Cryptography;
using Akka.Actor;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>The settings that stored data depends on. They are written down with the data, and a program with others refuses to start; with another time zone, as long as other nodes run.</summary>
public static class PinnedSettings
{
    /// <exception cref="StartupException">A setting differs from the one that the data was written with.</exception>
    public static async Task CheckAsync(RestaurantDatabase database, RestaurantSettings settings, CancellationToken cancellation)
    {
        // Not the key itself: whoever reads the database must not be able to tell whose an id is.
        var checkValue = Convert.ToHexStringLower(HMACSHA256.HashData(settings.IdKey, "Customers:IdKey"u8));
        if (await database.PinAsync("customers-id-key", checkValue, cancellation) != checkValue)
        {
            throw new StartupException(
                "The setting Customers:IdKey differs from the one that this database was made with; allowed is that one alone, since customers are found by it.");
        }

        var currency = settings.Rules.Currency.Code;
        if (await database.PinAsync("currency", currency, cancellation) is var pinned && pinned != currency)
        {
            if (await database.HasEventsAsync(["order", "menu-item"], cancellation))
            {
                throw new StartupException($"The setting Restaurant:Currency is '{currency}'; allowed is '{pinned}', since the database has prices in it.");
            }

            await database.RepinAsync("currency", currency, cancellation);
        }

        // A file belongs to one node alone.
        if (settings.PostgreSql is not null)
        {
            await CheckTimeZoneAsync(database, settings, cancellation);
        }
    }

    /// <summary>Nodes that start together do not see each other when they are checked: so each is checked once more when it is in the cluster.</summary>
    /// <returns>Why a node with these settings must not go on beside the others, in a sentence, or null.</returns>
    public static async Task<string?> WhyNotAsync(RestaurantDatabase database, RestaurantSettings settings, CancellationToken cancellation) =>
        await database.PinAsync("time-zone", settings.TimeZone.Id, cancellation) is var pinned && pinned != settings.TimeZone.Id
            ? $"The setting Restaurant:TimeZone is '{settings.TimeZone.Id}', and another node has started with '{pinned}' meanwhile; allowed is the same on all nodes."
            : null;

    // The tables of sales are built anew for another time zone. Nodes with different ones would do so in turns.
    private static async Task CheckTimeZoneAsync(RestaurantDatabase database, RestaurantSettings settings, CancellationToken cancellation)
    {
        var zone = settings.TimeZone.Id;
        if (await database.PinAsync("time-zone", zone, cancellation) is var pinned && pinned != zone)
        {
            var address = new Address("akka.tcp", ClusterSettings.SystemName, settings.Cluster.Hostname, settings.Cluster.Port);
            if (await new NodeReports(database, address.ToString()).OthersAsync(cancellation) is { Count: > 0 } others)
            {
                throw new StartupException(
                    $"The setting Restaurant:TimeZone is '{zone}'; allowed is '{pinned}' as long as other nodes run with it, or did half a minute ago: {string.Join(", ", others)}. For another one, stop all of them first.");
            }

            await database.RepinAsync("time-zone", zone, cancellation);
        }
    }
}
