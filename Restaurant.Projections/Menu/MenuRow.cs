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

    public static MenuRow Of(Entity<MenuItem> entity)
    {
        var item = entity.State;
        return new MenuRow
        {
            Id = item.Id,
            Description = item.Description,
            DescriptionLower = item.Description.ToLowerInvariant(),
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
