using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Menu.MenuEvent;

namespace Restaurant.Actors.Menu;

/// <summary>(menu item, command) to an event or a refusal.</summary>
public static class MenuDecider
{
    public static readonly Refusal Inactive = new("MENU_ITEM_INACTIVE", "Item is inactive.");

    // The item has its id from the key; the last hundred commands since have pushed out what the key said.
    public static readonly Refusal KeyForgotten = new(
        Refusals.KeyReused.Code, "This idempotency key was used to add an item, too long ago to tell whether this is the same command.");

    public static readonly AggregateDefinition Definition = new AggregateDefinition<MenuItem, MenuCommand, MenuEvent>
    {
        Name = "menu-item",
        Json = MenuJson.Default,
        SnapshotEvery = 100,
        RemembersCommands = 100,
        // A removed item is still asked for its state by orders that hold it: it leaves memory when it is idle, like the others.
        Decider = new(Decide, MenuItem.Evolve, IsFinal: _ => false),
    };

    public static Decision Decide(MenuItem? item, MenuCommand command, Circumstances at) => (item, command) switch
    {
        (null, AddMenuItem add) => new MenuItemAdded(at.AggregateId, add.Description, add.Price, at.Rules.Currency.Code, add.Category),
        (null, _) => Refusals.NotFound,
        (_, AddMenuItem) => KeyForgotten,
        ({ Removed: true }, _) => Inactive,
        (_, ModifyMenuItem modify) => new MenuItemModified(item.Id, modify.Description, modify.Price, at.Rules.Currency.Code, modify.Category),
        (_, MakeMenuItemUnavailable unavailable) => new MenuItemMadeUnavailable(item.Id, unavailable.Reason),
        (_, MakeMenuItemAvailable) => new MenuItemMadeAvailable(item.Id),
        (_, RemoveMenuItem) => new MenuItemRemoved(item.Id),
        _ => throw new InvalidOperationException($"A menu item knows no {command.GetType().Name}."),
    };
}
