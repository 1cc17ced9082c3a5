using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Menu.MenuEvent;

namespace Restaurant.Actors.Menu;

/// <summary>A dish or drink on the menu. A removed one is still there, but nothing can be done with it.</summary>
public sealed record MenuItem(
    string Id,
    string Description,
    decimal Price,
    string Currency,
    string? Category,
    bool Available,
    string? UnavailableReason,
    bool Removed,
    DateTimeOffset UpdatedAt) : AggregateState
{
    public static MenuItem Evolve(MenuItem? item, MenuEvent happened, DateTimeOffset at) => happened switch
    {
        MenuItemAdded added => new MenuItem(
            added.Id, added.Description, added.Price, added.Currency, added.Category,
            Available: true, UnavailableReason: null, Removed: false, UpdatedAt: at),
        MenuItemModified modified => item! with
        {
            Description = modified.Description,
            Price = modified.Price,
            Currency = modified.Currency,
            Category = modified.Category,
            UpdatedAt = at,
        },
        MenuItemRemoved => item! with { Removed = true, UpdatedAt = at },
        _ => throw new InvalidOperationException($"A menu item does not evolve by {happened.GetType().Name}."),
    };
}
