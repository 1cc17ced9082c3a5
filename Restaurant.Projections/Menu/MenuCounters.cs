using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using static Restaurant.Actors.Menu.MenuEvent;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Projections.Menu;

/// <summary>
/// A row of <c>menu_counters</c>: what orders do to a menu item. The rows hold sums over many orders, which no version of the item orders.
/// </summary>
internal sealed record MenuCounters
{
    public static readonly ReadTable<MenuCounters> Table = new("menu_counters", "id");

    /// <summary>The columns that add up.</summary>
    public static readonly string[] Added = ["popularity", "times_ordered", "units_sold"];

    /// <summary>The menu item's.</summary>
    public required string Id { get; init; }

    /// <summary>How often it was added to an order; never taken back.</summary>
    public long Popularity { get; init; }

    /// <summary>In how many placed orders it is, those aside that were canceled or rejected.</summary>
    public long TimesOrdered { get; init; }

    /// <summary>How many of it are in those orders.</summary>
    public long UnitsSold { get; init; }

    /// <summary>What these rows of the journal add, at most one entry for each menu item. A new item adds zeros, so that it has a row.</summary>
    public static IEnumerable<MenuCounters> Of(IReadOnlyList<JournalRow> rows) => rows
        .Select(row => row.Event).OfType<StoredEvent>()
        .SelectMany(stored => Of(stored.Data))
        .GroupBy(added => added.Id)
        .Select(added => new MenuCounters
        {
            Id = added.Key,
            Popularity = added.Sum(counters => counters.Popularity),
            TimesOrdered = added.Sum(counters => counters.TimesOrdered),
            UnitsSold = added.Sum(counters => counters.UnitsSold),
        });

    private static IEnumerable<MenuCounters> Of(DomainEvent happened) => happened switch
    {
        MenuItemAdded added => [new MenuCounters { Id = added.Id }],
        ItemAddedToOrder added => [new MenuCounters { Id = added.MenuItemId, Popularity = 1 }],
        OrderPlaced placed => Ordered(placed.Lines, sign: 1),
        OrderRejected rejected => Ordered(rejected.Lines, sign: -1),
        OrderCanceled { PlacedAt: not null } canceled => Ordered(canceled.Lines, sign: -1),
        _ => [],
    };

    private static IEnumerable<MenuCounters> Ordered(IEnumerable<PlacedLine> lines, int sign) => lines
        .GroupBy(line => line.MenuItemId)
        .Select(item => new MenuCounters { Id = item.Key, TimesOrdered = sign, UnitsSold = sign * item.Sum(line => line.Quantity) });
}
