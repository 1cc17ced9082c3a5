using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Menu;

/// <summary>What happens to a menu item.</summary>
public abstract record MenuEvent : DomainEvent
{
    private MenuEvent()
    {
    }

    /// <param name="Price">In the scale of <paramref name="Currency"/>.</param>
    /// <param name="Currency">ISO 4217 code.</param>
    [StoredName("menuItemAdded:1")]
    public sealed record MenuItemAdded(string Id, string Description, decimal Price, string Currency, string? Category) : MenuEvent;

    [StoredName("menuItemModified:1")]
    public sealed record MenuItemModified(string Id, string Description, decimal Price, string Currency, string? Category) : MenuEvent;

    /// <param name="Reason">What to tell those who want to order it.</param>
    [StoredName("menuItemMadeUnavailable:1")]
    public sealed record MenuItemMadeUnavailable(string Id, string? Reason) : MenuEvent;

    [StoredName("menuItemMadeAvailable:1")]
    public sealed record MenuItemMadeAvailable(string Id) : MenuEvent;

    [StoredName("menuItemRemoved:1")]
    public sealed record MenuItemRemoved(string Id) : MenuEvent;
}
