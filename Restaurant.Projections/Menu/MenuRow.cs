using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Menu;

/// <summary>A row of <c>menu</c>: money in minor units, times as ISO text.</summary>
internal sealed record MenuRow
{
    public static readonly ReadTable<MenuRow> Table = new("menu", "id");

    public required string Id { get; init; }

    public required string Description { get; init; }

    /// <summary>For searching: the database itself knows upper and lower case of ASCII only.</summary>
    public required string DescriptionLower { get; init; }

    public required long Price { get; init; }

    public required string Currency { get; init; }

    public required string? Category { get; init; }

    public required bool Available { get; init; }

    public required string? UnavailableReason { get; init; }

    public required bool Removed { get; init; }

    public required string UpdatedAt { get; init; }

    public required long Version { get; init; }

    /// <summary>
    /// A text in the form in which it is searched: without case, in every script. By way of the upper case, since letters such as
    /// the two small sigmas are alike only there.
    /// </summary>
    public static string Searchable(string text) => text.ToUpperInvariant().ToLowerInvariant();

    public static MenuRow Of(Entity<MenuItem> entity)
    {
        var item = entity.State;
        return new MenuRow
        {
            Id = item.Id,
            Description = item.Description,
            DescriptionLower = Searchable(item.Description),
            Price = Actors.Aggregates.Currency.Known[item.Currency].ToMinor(item.Price),
            Currency = item.Currency,
            Category = item.Category,
            Available = item.Available,
            UnavailableReason = item.UnavailableReason,
            Removed = item.Removed,
            UpdatedAt = Timestamps.Format(item.UpdatedAt),
            Version = entity.Version,
        };
    }

    public Entity<MenuItem> ToEntity() => new(
        new MenuItem(
            Id,
            Description,
            Actors.Aggregates.Currency.Known[Currency].FromMinor(Price),
            Currency,
            Category,
            Available,
            UnavailableReason,
            Removed,
            Timestamps.Parse(UpdatedAt)),
        Version);
}
