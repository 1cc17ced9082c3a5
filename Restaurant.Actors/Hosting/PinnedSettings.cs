using System.Security.Cryptography;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>The settings that stored data depends on. They are written down with the data, and a program with others refuses to start.</summary>
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
    }
}
