using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Menu.MenuEvent;

namespace Restaurant.Actors.Menu;

/// <summary>A dish or drink on the menu. A removed one is still there, but nothing can be done with it.</summary>
/// <param name="Available">As staff last said; removing an item does not change it.</param>
/// <param name="UnavailableReason">Null when it is available, or when none was given.</param>
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
        MenuItemMadeUnavailable unavailable => item! with { Available = false, UnavailableReason = unavailable.Reason, UpdatedAt = at },
        MenuItemMadeAvailable => item! with { Available = true, UnavailableReason = null, UpdatedAt = at },
        MenuItemRemoved => item! with { Removed = true, UpdatedAt = at },
        _ => throw new InvalidOperationException($"A menu item does not evolve by {happened.GetType().Name}."),
    };
}
