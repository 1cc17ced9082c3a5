using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Menu.MenuEvent;

namespace Restaurant.Tests.Domain;

public class MenuDeciderTests
{
    private const string Id = "019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1";

    private static readonly MenuItemAdded Added = new(Id, "Pizza", 9.50m, "USD", "Mains");
    private static readonly Scenario NoItem = new(MenuDecider.Definition, Id);
    private static readonly Scenario AnItem = NoItem.Given(Added);
    private static readonly Scenario AnUnavailableItem = AnItem.Given(new MenuItemMadeUnavailable(Id, "Out of dough"));
    private static readonly Scenario ARemovedItem = AnItem.Given(new MenuItemRemoved(Id));

    private static readonly IReadOnlyDictionary<string, Scenario> States = new Dictionary<string, Scenario>
    {
        ["none"] = NoItem,
        ["available"] = AnItem,
        ["unavailable"] = AnUnavailableItem,
        ["removed"] = ARemovedItem,
        ["removed while unavailable"] = AnUnavailableItem.Given(new MenuItemRemoved(Id)),
    };

    /// <summary>A state, a command, and the event that it makes or the code of its refusal.</summary>
    public static TheoryData<string, string, string> Pairs => new()
    {
        { "none", "addMenuItem", "MenuItemAdded" },
        { "none", "modifyMenuItem", "NOT_FOUND" },
        { "none", "makeMenuItemUnavailable", "NOT_FOUND" },
        { "none", "makeMenuItemAvailable", "NOT_FOUND" },
        { "none", "removeMenuItem", "NOT_FOUND" },
        { "available", "addMenuItem", "IDEMPOTENCY_KEY_REUSED" },
        { "available", "modifyMenuItem", "MenuItemModified" },
        { "available", "makeMenuItemUnavailable", "MenuItemMadeUnavailable" },
        { "available", "makeMenuItemAvailable", "MenuItemMadeAvailable" },
        { "available", "removeMenuItem", "MenuItemRemoved" },
        { "unavailable", "addMenuItem", "IDEMPOTENCY_KEY_REUSED" },
        { "unavailable", "modifyMenuItem", "MenuItemModified" },
        { "unavailable", "makeMenuItemUnavailable", "MenuItemMadeUnavailable" },
        { "unavailable", "makeMenuItemAvailable", "MenuItemMadeAvailable" },
        { "unavailable", "removeMenuItem", "MenuItemRemoved" },
        { "removed", "addMenuItem", "IDEMPOTENCY_KEY_REUSED" },
        { "removed", "modifyMenuItem", "MENU_ITEM_INACTIVE" },
        { "removed", "makeMenuItemUnavailable", "MENU_ITEM_INACTIVE" },
        { "removed", "makeMenuItemAvailable", "MENU_ITEM_INACTIVE" },
        { "removed", "removeMenuItem", "MENU_ITEM_INACTIVE" },
        { "removed while unavailable", "addMenuItem", "IDEMPOTENCY_KEY_REUSED" },
        { "removed while unavailable", "modifyMenuItem", "MENU_ITEM_INACTIVE" },
        { "removed while unavailable", "makeMenuItemUnavailable", "MENU_ITEM_INACTIVE" },
        { "removed while unavailable", "makeMenuItemAvailable", "MENU_ITEM_INACTIVE" },
        { "removed while unavailable", "removeMenuItem", "MENU_ITEM_INACTIVE" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void In_each_state_each_command_makes_its_event_or_is_refused(string state, string command, string outcome) =>
        Assert.Equal(outcome, States[state].When(Samples.Named(command)).Outcome());

    [Fact]
    public void No_pair_of_state_and_command_is_left_out() => Pairs.CoversEvery(States.Keys, MenuDecider.Definition);

    [Fact]
    public void An_item_is_added_with_the_currency_of_the_house() =>
        NoItem.When(new AddMenuItem("Pizza", 9.50m, "Mains")).Accepted(Added);

    [Fact]
    public void An_item_needs_no_category() =>
        NoItem.When(new AddMenuItem("Pizza", 0.00m, null)).Accepted(new MenuItemAdded(Id, "Pizza", 0.00m, "USD", null));

    [Fact]
    public void An_added_item_is_available() => Assert.Equal(
        new MenuItem(Id, "Pizza", 9.50m, "USD", "Mains", Available: true, UnavailableReason: null, Removed: false, UpdatedAt: Scenario.Start),
        AnItem.State);

    [Fact]
    public void Modifying_replaces_all_and_a_missing_category_is_none() =>
        AnItem.When(new ModifyMenuItem("Calzone", 11.00m, null)).Accepted(new MenuItemModified(Id, "Calzone", 11.00m, "USD", null));

    [Fact]
    public void Modifying_without_a_change_still_makes_an_event() =>
        AnItem.When(new ModifyMenuItem("Pizza", 9.50m, "Mains")).Accepted(new MenuItemModified(Id, "Pizza", 9.50m, "USD", "Mains"));

    [Fact]
    public void A_modified_item_has_the_new_description_price_and_category()
    {
        var later = Scenario.Start.AddMinutes(1);

        var modified = AnItem.At(later).Given(new MenuItemModified(Id, "Calzone", 11.00m, "USD", null));

        Assert.Equal(
            ((MenuItem)AnItem.State!) with { Description = "Calzone", Price = 11.00m, Category = null, UpdatedAt = later }, modified.State);
    }

    [Fact]
    public void An_item_is_made_unavailable_with_a_reason_or_without()
    {
        AnItem.When(new MakeMenuItemUnavailable("Out of dough")).Accepted(new MenuItemMadeUnavailable(Id, "Out of dough"));
        AnItem.When(new MakeMenuItemUnavailable(null)).Accepted(new MenuItemMadeUnavailable(Id, null));
    }

    [Fact]
    public void An_unavailable_item_gets_another_reason_or_none()
    {
        AnUnavailableItem.When(new MakeMenuItemUnavailable("No cheese")).Accepted(new MenuItemMadeUnavailable(Id, "No cheese"));
        Assert.Null(((MenuItem)AnUnavailableItem.Given(new MenuItemMadeUnavailable(Id, null)).State!).UnavailableReason);
    }

    [Fact]
    public void What_is_available_is_made_available_again() => AnItem.When(new MakeMenuItemAvailable()).Accepted(new MenuItemMadeAvailable(Id));

    [Fact]
    public void An_unavailable_item_says_why_and_an_available_one_has_no_reason()
    {
        var (noon, evening) = (Scenario.Start.AddHours(1), Scenario.Start.AddHours(2));
        var item = (MenuItem)AnItem.State!;

        var unavailable = AnItem.At(noon).Given(new MenuItemMadeUnavailable(Id, "Out of dough"));
        var available = unavailable.At(evening).Given(new MenuItemMadeAvailable(Id));

        Assert.Equal(item with { Available = false, UnavailableReason = "Out of dough", UpdatedAt = noon }, unavailable.State);
        Assert.Equal(item with { UpdatedAt = evening }, available.State);
    }

    [Fact]
    public void Modifying_and_removing_leave_the_availability_alone()
    {
        var item = (MenuItem)AnUnavailableItem.State!;

        Assert.Equal(item with { Description = "Calzone", Price = 11.00m }, AnUnavailableItem.Given(new MenuItemModified(Id, "Calzone", 11.00m, "USD", "Mains")).State);
        Assert.Equal(item with { Removed = true }, AnUnavailableItem.Given(new MenuItemRemoved(Id)).State);
    }

    [Fact]
    public void An_item_can_be_removed() => AnItem.When(new RemoveMenuItem()).Accepted(new MenuItemRemoved(Id));

    [Fact]
    public void A_removed_item_is_still_there()
    {
        var later = Scenario.Start.AddMinutes(1);

        var removed = AnItem.At(later).Given(new MenuItemRemoved(Id));

        Assert.Equal(((MenuItem)AnItem.State!) with { Removed = true, UpdatedAt = later }, removed.State);
    }

    [Fact]
    public void Nothing_can_be_done_with_a_removed_item()
    {
        ARemovedItem.When(new ModifyMenuItem("Calzone", 11.00m, null)).Refused("MENU_ITEM_INACTIVE", "Item is inactive.");
        ARemovedItem.When(new RemoveMenuItem()).Refused("MENU_ITEM_INACTIVE", "Item is inactive.");
    }

    [Fact]
    public void What_was_never_added_is_not_found()
    {
        NoItem.When(new ModifyMenuItem("Calzone", 11.00m, null)).Refused("NOT_FOUND");
        NoItem.When(new RemoveMenuItem()).Refused("NOT_FOUND");
    }

    /// <summary>The id comes from an idempotency key that the item has forgotten: the key is used again, not repeated.</summary>
    [Fact]
    public void An_item_is_not_added_over_another()
    {
        AnItem.When(new AddMenuItem("Pizza", 9.50m, "Mains")).Refused("IDEMPOTENCY_KEY_REUSED");
        ARemovedItem.When(new AddMenuItem("Pizza", 9.50m, "Mains")).Refused("IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public void Even_a_removed_item_is_not_final_since_orders_still_ask_for_it() =>
        Assert.False(MenuDecider.Definition.IsFinal(ARemovedItem.State!));
}
