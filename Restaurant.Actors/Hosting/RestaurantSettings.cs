using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>The program's settings, read and checked once at start.</summary>
/// <param name="DataDirectory">Where the SQLite file lies; absolute.</param>
/// <param name="PostgreSql">The connection string of PostgreSQL, or null when the database is SQLite.</param>
/// <param name="BatchesJournal">Whether PostgreSQL's journal is the batched one, and not the plugin's own.</param>
/// <param name="Rules">What decisions depend on.</param>
/// <param name="TimeZone">Of business days.</param>
/// <param name="CommandTimeout">How long the gateway tries to get a command's outcome.</param>
/// <param name="IdKey">The key of the customers' ids and of command hashes.</param>
/// <param name="Cluster">Where this node is in the cluster.</param>
public sealed record RestaurantSettings(
    string DataDirectory,
    string? PostgreSql,
    bool BatchesJournal,
    HouseRules Rules,
    TimeZoneInfo TimeZone,
    TimeSpan CommandTimeout,
    byte[] IdKey,
    ClusterSettings Cluster)
{
    /// <exception cref="StartupException">A setting has a value that is not allowed; the message names the key, the value and what is allowed.</exception>
    public static RestaurantSettings Read(IConfiguration configuration)
    {
        var settings = new RestaurantSettings(
            DataDirectory: Path.GetFullPath(Text(configuration, "Restaurant:DataDirectory", "data")),
            PostgreSql: Choice(configuration, "Restaurant:Database", "Sqlite", "Sqlite", "PostgreSql") == "PostgreSql" ? ConnectionString(configuration) : null,
            BatchesJournal: Choice(configuration, "Restaurant:Journal", "Batched", "Stock", "Batched") == "Batched",
            Rules: new HouseRules(
                Currency: CurrencyOf(configuration, "Restaurant:Currency", "USD"),
                QuoteValidity: Duration(configuration, "Restaurant:QuoteValidity", TimeSpan.FromHours(1), least: TimeSpan.Zero),
                AcceptanceTimeout: Duration(configuration, "Restaurant:AcceptanceTimeout", TimeSpan.FromMinutes(15), least: TimeSpan.FromSeconds(1)),
                AbandonAfter: Duration(configuration, "Restaurant:AbandonAfter", TimeSpan.FromDays(1), least: TimeSpan.FromSeconds(1))),
            TimeZone: Zone(configuration, "Restaurant:TimeZone", "UTC"),
            CommandTimeout: Duration(configuration, "Restaurant:CommandTimeout", TimeSpan.FromSeconds(10), least: TimeSpan.FromSeconds(1)),
            IdKey: Encoding.UTF8.GetBytes(configuration["Customers:IdKey"] ?? ""),
            Cluster: ClusterSettings.Read(configuration));
        return settings.PostgreSql is not null || !settings.Cluster.HasOthers ? settings
            : throw Wrong("Restaurant:Database", "Sqlite", "PostgreSql, since Cluster:SeedNodes names other nodes, and SQLite's file belongs to one alone");
    }

    internal static string Text(IConfiguration configuration, string key, string otherwise) =>
        configuration[key] is not { } text ? otherwise
        : text.Trim() is { Length: > 0 } trimmed ? trimmed
        : throw Wrong(key, text, "a text that is not empty");

    internal static StartupException Wrong(string key, string value, string allowed) =>
        new($"The setting {key} is '{value}'; allowed is {allowed}.");

    private static string Choice(IConfiguration configuration, string key, string otherwise, params string[] allowed)
    {
        var value = Text(configuration, key, otherwise);
        return allowed.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong(key, value, string.Join(", ", allowed));
    }

    // It is never repeated: it may hold a password.
    private static string ConnectionString(IConfiguration configuration)
    {
        const string Key = "ConnectionStrings:Restaurant";
        const string Allowed = "a text such as Host=localhost;Database=restaurant;Username=restaurant;Password=..";
        if (configuration[Key] is not { } text)
        {
            throw new StartupException($"The setting {Key} is missing, and Restaurant:Database is PostgreSql; allowed is {Allowed}.");
        }

        try
        {
            PostgreSqlDatabase.DemandConnectionString(text);
            return text;
        }
        catch (ArgumentException wrong)
        {
            throw new StartupException($"The setting {Key} is no connection string: {wrong.Message}; allowed is {Allowed}.", wrong);
        }
    }

    private static Currency CurrencyOf(IConfiguration configuration, string key, string otherwise)
    {
        var code = Text(configuration, key, otherwise);
        return Currency.Known.GetValueOrDefault(code)
            ?? throw Wrong(key, code, $"one of {string.Join(", ", Currency.Known.Keys.Order(StringComparer.Ordinal))}");
    }

    private static TimeSpan Duration(IConfiguration configuration, string key, TimeSpan otherwise, TimeSpan least)
    {
        var text = Text(configuration, key, otherwise.ToString("c", CultureInfo.InvariantCulture));
        // A bare number would be read as days.
        return text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) && duration >= least && duration <= TimeSpan.FromDays(365)
            ? duration
            : throw Wrong(key, text, $"a time span such as 00:15:00 or 1.00:00:00, from {least:c} to 365 days");
    }

    private static TimeZoneInfo Zone(IConfiguration configuration, string key, string otherwise)
    {
        var name = Text(configuration, key, otherwise);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw Wrong(key, name, "an IANA time zone name such as Europe/Berlin");
    }
}
