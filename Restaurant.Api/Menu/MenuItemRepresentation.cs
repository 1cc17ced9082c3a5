using System.Text.Json.Serialization;
using Restaurant.Actors.Menu;
using Restaurant.Projections.Menu;

namespace Restaurant.Api.Menu;

/// <summary>A menu item as callers see it.</summary>
/// <param name="Popularity">How often it was added to an order; like the two after it, only the read side knows it, and it is left out elsewhere.</param>
internal sealed record MenuItemRepresentation(
    string Id,
    string Description,
    decimal Price,
    string Currency,
    string? Category,
    bool Available,
    string? UnavailableReason,
    bool Removed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Popularity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? TimesOrdered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? UnitsSold,
    long Version,
    DateTimeOffset UpdatedAt)
{
    public static MenuItemRepresentation Of(MenuItem item, long version) => new(
        item.Id, item.Description, item.Price, item.Currency, item.Category, item.Available, item.UnavailableReason, item.Removed,
        Popularity: null, TimesOrdered: null, UnitsSold: null, version, item.UpdatedAt);

    public static MenuItemRepresentation Of(MenuEntry entry) => Of(entry.Item, entry.Version) with
    {
        Popularity = entry.Popularity,
        TimesOrdered = entry.TimesOrdered,
        UnitsSold = entry.UnitsSold,
    };
}
