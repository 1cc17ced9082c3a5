using Restaurant.Actors.Orders;
using Restaurant.Projections.Menu;
using Restaurant.Projections.ReadModel;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class MenuViewTests : ViewTest
{
    [Fact]
    public async Task The_menu_is_sorted_by_description_price_or_popularity_either_way_and_then_by_id()
    {
        var order = Uuid();
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("1", "Salami", 9.00m), MenuItemAdded("2", "Peperoni", 10.00m), MenuItemAdded("3", "Peperoni", 9.00m), MenuItemAdded("4", "Äpfel", 2.50m),
            Opened(order), Added(order, "l1", "3"), Added(order, "l2", "3"), Added(order, "l3", "1")));

        Assert.Equal("2 3 1 4", await ListedAsync(WholeMenu));
        Assert.Equal("4 1 3 2", await ListedAsync(WholeMenu with { Descending = true }));
        Assert.Equal("4 1 3 2", await ListedAsync(WholeMenu with { Sort = MenuSort.Price }));
        Assert.Equal("2 3 1 4", await ListedAsync(WholeMenu with { Sort = MenuSort.Price, Descending = true }));
        Assert.Equal("2 4 1 3", await ListedAsync(WholeMenu with { Sort = MenuSort.Popularity }));
        Assert.Equal("3 1 4 2", await ListedAsync(WholeMenu with { Sort = MenuSort.Popularity, Descending = true }));
    }

    [Theory]
    [InlineData("peperoni", "1 2")]
    [InlineData("PERON", "1 2")]
    [InlineData("äpf", "3")]
    [InlineData("λόγος", "5")]
    [InlineData("ΛΌΓΟΣ", "5")]
    [InlineData("λόγοσ", "5")]
    [InlineData("%", "4")]
    [InlineData("_", "4")]
    [InlineData("\\", "")]
    [InlineData("o", "1 2 4")]
    public async Task A_text_is_looked_for_anywhere_in_the_description_in_whatever_case(string text, string found)
    {
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("1", "Peperoni"), MenuItemAdded("2", "Pizza PEPERONI"), MenuItemAdded("3", "ÄPFEL"), MenuItemAdded("4", "100_% Orange"), MenuItemAdded("5", "Λόγος")));

        Assert.Equal(found, string.Join(' ', (await ListedAsync(WholeMenu with { Text = text })).Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_menu_is_filtered_by_category_and_availability_and_removed_items_only_come_when_asked_for()
    {
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("1", category: "Pizza"), MenuItemAdded("2", category: "pizza"), MenuItemAdded("3"), MenuItemAdded("4", category: "Pizza"), MenuItemRemoved("4"),
            MenuItemMadeUnavailable("3", "Out of dough"), MenuItemMadeUnavailable("2"), MenuItemMadeAvailable("2")));

        Assert.Equal("1 2 3", await ListedAsync(WholeMenu));
        Assert.Equal("1 2 3 4", await ListedAsync(WholeMenu with { IncludeRemoved = true }));
        Assert.Equal("1", await ListedAsync(WholeMenu with { Category = "Pizza" }));
        Assert.Equal("3", await ListedAsync(WholeMenu with { Available = false }));
        Assert.Equal("1 2", await ListedAsync(WholeMenu with { Available = true }));
        Assert.True((await Menu.FindAsync("4", CancellationToken.None))!.Item.Removed);
        Assert.Equal("Out of dough", (await Menu.FindAsync("3", CancellationToken.None))!.Item.UnavailableReason);
        Assert.Null((await Menu.FindAsync("2", CancellationToken.None))!.Item.UnavailableReason);
    }

    [Theory]
    [InlineData(MenuSort.Description, false)]
    [InlineData(MenuSort.Description, true)]
    [InlineData(MenuSort.Price, false)]
    [InlineData(MenuSort.Price, true)]
    [InlineData(MenuSort.Popularity, false)]
    [InlineData(MenuSort.Popularity, true)]
    public async Task The_pages_of_the_menu_are_the_whole_menu_in_each_order(MenuSort sort, bool descending)
    {
        var order = Uuid();
        await ApplyAsync(await Writer.AppendAsync([
            .. Enumerable.Range(0, 20).Select(number => MenuItemAdded($"{number}", $"Dish\t{number % 3}", number % 4)),
            Opened(order), .. Enumerable.Range(0, 20).Select(number => Added(order, $"{number}", $"{number * number % 20}"))]));
        var query = WholeMenu with { Sort = sort, Descending = descending };
        var whole = await ListedAsync(query);

        var paged = new List<string>();
        Cursor? cursor = null;
        do
        {
            var page = await Menu.ListAsync(query with { Limit = 3, After = cursor }, CancellationToken.None);
            paged.AddRange(page.Items.Select(entry => entry.Item.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(whole, string.Join(' ', paged));
    }

    [Fact]
    public async Task Popularity_stays_and_what_was_ordered_is_taken_back_when_a_placed_order_is_canceled_or_rejected()
    {
        var (order, other, open) = (Uuid(), Uuid(), Uuid());
        PlacedLine[] lines = [Line("l1", "a", 2), Line("l2", "a", 3), Line("l3", "b", 4)];
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"),
            Opened(order), Added(order, "l1", "a", 2), Added(order, "l2", "a", 3), Added(order, "l3", "b", 4),
            Opened(open), Added(open, "l1", "b", 9), (open, new OrderEvent.ItemRemovedFromOrder(open, "l1", "b", 9)), Canceled(open, null)));
        Assert.Equal("a 2 0 0, b 2 0 0, c 0 0 0", await CountersAsync());

        await ApplyAsync(await Writer.AppendAsync(Placed(order, lines), Opened(other), Added(other, "l1", "b"), Placed(other, Line("l1", "b"))));
        Assert.Equal("a 2 1 5, b 3 2 5, c 0 0 0", await CountersAsync());

        await ApplyAsync(await Writer.AppendAsync(Canceled(order, new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero), lines)));
        Assert.Equal("a 2 0 0, b 3 1 1, c 0 0 0", await CountersAsync());

        await ApplyAsync(await Writer.AppendAsync(Rejected(other, Line("l1", "b"))));
        Assert.Equal("a 2 0 0, b 3 0 0, c 0 0 0", await CountersAsync());

        async Task<string> CountersAsync() => string.Join(", ", (await Menu.ListAsync(WholeMenu, CancellationToken.None)).Items
            .Select(entry => $"{entry.Item.Id} {entry.Popularity} {entry.TimesOrdered} {entry.UnitsSold}"));
    }
}
