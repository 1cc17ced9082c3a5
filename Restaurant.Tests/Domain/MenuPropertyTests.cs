using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Tests.Domain;

/// <summary>What holds for a menu item whatever is said to it.</summary>
public class MenuPropertyTests
{
    private static readonly Scenario NoItem = new(MenuDecider.Definition, "019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1");

    private static readonly Gen<(string Description, decimal Price, string? Category)> Described = Gen.Select(
        Gen.OneOf("Pizza", "Crème brûlée 🍮"), Gen.Int[0, 9_999_999], Gen.OneOf("Mains", null),
        (description, cents, category) => (description, new decimal(cents, 0, 0, isNegative: false, scale: 2), category));

    private static readonly Gen<Func<int, DomainCommand>> Adding =
        Described.Select(item => new Func<int, DomainCommand>(_ => new AddMenuItem(item.Description, item.Price, item.Category)));

    private static readonly Gen<Func<int, DomainCommand>> Modifying =
        Described.Select(item => new Func<int, DomainCommand>(_ => new ModifyMenuItem(item.Description, item.Price, item.Category)));

    private static readonly Gen<Func<int, DomainCommand>> MakingUnavailable =
        Gen.OneOf("Out of dough", "No cheese", null).Select(reason => new Func<int, DomainCommand>(_ => new MakeMenuItemUnavailable(reason)));

    private static readonly Gen<Func<int, DomainCommand>> MakingAvailable = Gen.Const(new Func<int, DomainCommand>(_ => new MakeMenuItemAvailable()));

    private static readonly Gen<Func<int, DomainCommand>> Removing = Gen.Const(new Func<int, DomainCommand>(_ => new RemoveMenuItem()));

    private static readonly Gen<Func<int, DomainCommand>[]> Any =
        Gen.Frequency((3, Adding), (6, Modifying), (6, MakingUnavailable), (6, MakingAvailable), (1, Removing)).Array[0, 40];

    [Fact]
    public void A_command_makes_one_event_or_is_refused_and_changes_nothing() => InEveryStory(DeciderProperties.OneEventOrARefusal);

    [Fact]
    public void Deciding_leaves_the_state_alone_and_is_the_same_each_time() => InEveryStory(DeciderProperties.DecidingIsPure);

    [Fact]
    public void The_events_as_they_are_stored_add_up_to_the_live_state() => InEveryStory(DeciderProperties.ReplayIsLive);

    [Fact]
    public void An_available_item_has_no_reason_not_to_be() => InEveryStory(turns => Assert.All(turns, turn =>
        Assert.False(turn.After.State is MenuItem { Available: true, UnavailableReason: not null })));

    [Fact]
    public void The_availability_is_the_one_that_was_last_said() => InEveryStory(turns =>
    {
        var (available, reason) = (true, (string?)null);
        foreach (var turn in turns)
        {
            (available, reason) = (turn.Command, turn.Event) switch
            {
                (MakeMenuItemUnavailable said, not null) => (false, said.Reason),
                (MakeMenuItemAvailable, not null) => (true, null),
                _ => (available, reason),
            };
            Assert.True(turn.After.State is null || turn.After.State is MenuItem item && (item.Available, item.UnavailableReason) == (available, reason));
        }
    });

    [Fact]
    public void A_removed_item_never_changes() => InEveryStory(turns => Assert.All(turns, turn =>
        Assert.True(turn.Before.State is not MenuItem { Removed: true } || turn.Event is null)));

    [Fact]
    public void Every_change_has_its_time() => InEveryStory(turns => Assert.All(turns, turn =>
        Assert.True(turn.Event is null || ((MenuItem)turn.After.State!).UpdatedAt == turn.Before.Now)));

    [Fact]
    public void The_stories_come_to_every_event_and_to_every_refusal() =>
        DeciderProperties.ComeToEveryEventAnd(NoItem, Any, "NOT_FOUND", "MENU_ITEM_INACTIVE", "IDEMPOTENCY_KEY_REUSED");

    private static void InEveryStory(Action<IReadOnlyList<Turn>> holds) => DeciderProperties.InEveryStory(NoItem, Any, holds);
}
