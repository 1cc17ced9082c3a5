using Microsoft.Extensions.Configuration;

namespace Restaurant.Actors.Hosting;

/// <summary>
/// Settings that are given and do nothing: misspelt ones, or those of another version. They are told and not refused, since the nodes of a cluster that is being upgraded
/// are given the same ones.
/// </summary>
public static class UnusedSettings
{
    /// <summary>All settings of the program that begin with one of <see cref="Sections"/>.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "Auth:Mode",
        "Cluster:BindHostname", "Cluster:BindPort", "Cluster:Hostname", "Cluster:Port", "Cluster:Roles", "Cluster:SeedNodes",
        "Customers:IdKey",
        "Restaurant:AbandonAfter", "Restaurant:AcceptanceTimeout", "Restaurant:CommandTimeout", "Restaurant:Currency", "Restaurant:DataDirectory", "Restaurant:Database", "Restaurant:Journal",
        "Restaurant:QuoteValidity", "Restaurant:TimeZone",
    ];

    private static readonly string[] Sections = ["Auth", "Cluster", "Customers", "Restaurant"];

    /// <param name="settings">What was read of it.</param>
    /// <returns>A sentence for each.</returns>
    public static IEnumerable<string> Of(IConfiguration configuration, RestaurantSettings settings)
    {
        foreach (var (key, value) in Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable()))
        {
            if (value is not null && !Known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"The setting {key} is not known and does nothing; known are {string.Join(", ", Known.Where(known => SectionOf(known).Equals(SectionOf(key), StringComparison.OrdinalIgnoreCase)))}";
            }
        }

        if (configuration.GetConnectionString("Restaurant") is not null && settings.PostgreSql is null)
        {
            yield return "The setting ConnectionStrings:Restaurant does nothing, since Restaurant:Database is Sqlite; for a server it is PostgreSql";
        }

        if (configuration["Restaurant:Journal"] is not null && settings.PostgreSql is null)
        {
            yield return "The setting Restaurant:Journal does nothing, since Restaurant:Database is Sqlite, which has the stock journal";
        }
    }

    private static string SectionOf(string key) => key[..Math.Max(0, key.IndexOf(':', StringComparison.Ordinal))];
}
