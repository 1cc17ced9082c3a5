using Restaurant.Actors.Orders;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Orders;

/// <summary>A menu item that was removed or is unavailable. What becomes of an item is not copied into the orders that hold it.</summary>
internal sealed record FlaggedItem
{
    /// <summary>Of the table <c>menu</c> as <c>m</c>.</summary>
    public const string Columns = $"m.id as Id, {Flag} as Flagged";

    /// <summary>What is wrong with it, or null.</summary>
    public const string Flag = "case when m.removed then 'removed' when not m.available then 'unavailable' end";

    /// <summary>Which rows of it are such items.</summary>
    public const string Condition = "(m.removed or not m.available)";

    public required string Id { get; init; }

    /// <summary>See <see cref="Flag"/>.</summary>
    public required string Flagged { get; init; }

    /// <summary>The orders, in the same order, with the flags of their lines as long as they are not final.</summary>
    /// <param name="items">Those that the orders hold.</param>
    public static IReadOnlyList<OrderEntry> OnLines(IEnumerable<Entity<Order>> orders, IEnumerable<FlaggedItem> items)
    {
        var flags = items.ToDictionary(item => item.Id, item => item.Flagged);
        return
        [
            .. orders.Select(order => new OrderEntry(
                order.State,
                order.Version,
                order.State.Lines
                    .Where(line => flags.ContainsKey(line.MenuItemId) && !OrderLifecycle.IsFinal(order.State.Status))
                    .ToDictionary(line => line.OrderItemId, line => flags[line.MenuItemId]))),
        ];
    }
}
