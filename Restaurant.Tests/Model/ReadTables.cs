using System.Net.Http.Json;
using System.Text.Json;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Model;

/// <summary>Holds what the GETs say against the model, once the read tables have reached all that it holds.</summary>
internal sealed class ReadTables(RestaurantNode node, World world)
{
    private const string Unfinished = "placed accepted preparing ready outForDelivery completed";

    private readonly (string, string)[] _tokens =
        world.All.Count == 0 ? [] : [("Consistency-Token", string.Join(',', world.All.Select(aggregate => aggregate.Token))), ("Prefer", "wait=10")];

    public async Task MatchAllAsync()
    {
        foreach (var aggregate in world.All)
        {
            await MatchAsync(aggregate);
            if (aggregate.Kind == "order")
            {
                await MatchHistoryAsync(aggregate);
            }
        }

        await MatchMenuAsync();
        await MatchCustomersAsync();
        await MatchOrdersAsync();
        await MatchBoardAsync();
        await MatchSalesAsync();
    }

    public async Task MatchAsync(Aggregate aggregate)
    {
        var address = $"{Path(aggregate.Kind)}/{aggregate.Id.Text}";
        await ReadAsync(address, Shown(aggregate), aggregate.Version);
        if (aggregate.State is Customer customer)
        {
            await ReadAsync($"{address}/addresses", customer.Addresses.Select(each => each.Shown), aggregate.Version);
        }
    }

    private async Task MatchHistoryAsync(Aggregate order)
    {
        var address = $"/orders/{order.Id.Text}";
        await ReadAsync($"{address}/history", order.History.Select(happened => new Shape(
            ("version", happened.Version), ("type", happened.What.Event), ("at", happened.At), ("by", happened.By.Shown), ("data", happened.What.Payload))));
        foreach (var happened in order.History)
        {
            if (happened.Version > 1 && Learned.TimeOf(order.History[happened.Version - 2].At.Text!) >= Learned.TimeOf(happened.At.Text!))
            {
                throw new DiffersException($"{address} does not rise in time at version {happened.Version}");
            }

            await ReadAsync($"{address}?asOf={happened.Version}", happened.What.After.Shown(happened.Version), happened.Version);
            await ReadAsync($"{address}?asOf={happened.At.Text}", happened.What.After.Shown(happened.Version), happened.Version);
        }
    }

    private async Task MatchMenuAsync()
    {
        var items = world.Of("menu-item").Select(aggregate => (Aggregate: aggregate, Item: (MenuItem)aggregate.State!)).ToList();
        // What other stories beside it call the same is not looked at.
        foreach (var of in items.GroupBy(each => each.Item.Category).Where(of => of.Key?.StartsWith($"{world.Name} ", StringComparison.Ordinal) is true))
        {
            var there = of.OrderBy(each => each.Item.Description, StringComparer.Ordinal).ThenBy(each => each.Item.Id.Text, StringComparer.Ordinal).ToList();
            var address = $"/menu/items?limit=200&category={Uri.EscapeDataString(of.Key!)}";
            await ReadAsync($"{address}&includeRemoved=true", there.Select(each => Shown(each.Aggregate)));
            await ReadAsync(address, there.Where(each => !each.Item.Removed).Select(each => Shown(each.Aggregate)));
            await ReadAsync($"{address}&available=true", there.Where(each => each.Item.IsOffered).Select(each => Shown(each.Aggregate)));
            await ReadAsync($"{address}&sort=-description&includeRemoved=true", Enumerable.Reverse(there).Select(each => Shown(each.Aggregate)));
        }

        await MatchSortedAsync("price", item => item.Price, items.ConvertAll(each => each.Item));
        await MatchSortedAsync("popularity", item => Popularity(item.Id.Text!), items.ConvertAll(each => each.Item));
    }

    // All of the menu: of the others' items there may be any number between.
    private async Task MatchSortedAsync<TKey>(string sort, Func<MenuItem, TKey> keyOf, IReadOnlyList<MenuItem> items)
    {
        var ids = await PagesAsync($"/menu/items?limit=200&includeRemoved=true&sort={sort}");
        var seen = ids.Select(id => items.FirstOrDefault(item => item.Id.Text == id)).OfType<MenuItem>().ToList();
        var wanted = items.Select(keyOf).Order().ToList();
        if (!seen.Select(keyOf).SequenceEqual(wanted))
        {
            throw new DiffersException($"the menu by {sort} is {string.Join(' ', seen.Select(keyOf))} instead of {string.Join(' ', wanted)}");
        }
    }

    private async Task MatchCustomersAsync()
    {
        var wanted = world.Of("customer").Where(customer => customer.State is Customer { IsErased: false }).Select(customer => (Customer)customer.State!)
            .OrderBy(customer => Learned.TimeOf(customer.SignedUpAt!.Text!)).Select(customer => customer.Id.Text!).ToList();
        var seen = (await PagesAsync("/customers?limit=200")).Where(wanted.Contains).ToList();
        if (!seen.SequenceEqual(wanted))
        {
            throw new DiffersException($"the customers are {string.Join(' ', seen)} instead of {string.Join(' ', wanted)}");
        }
    }

    private async Task MatchOrdersAsync()
    {
        // Others have orders for customers whom nobody knows, too.
        foreach (var customer in Enumerable.Range(0, Values.Emails).Select(number => World.CustomerId(Values.EmailOf(world, number))))
        {
            var newestFirst = world.Of("order").Where(order => ((Order)order.State!).CustomerId == customer).Reverse().ToList();
            var address = $"/orders?limit=200&customerId={customer}";
            await ReadAsync(address, newestFirst.Select(Shown));
            await ReadAsync($"{address}&status=open", newestFirst.Where(order => Status(order) == "open").Select(Shown));
            await ReadAsync(
                address + string.Concat(Unfinished.Split(' ').Select(status => $"&status={status}")),
                newestFirst.Where(order => Unfinished.Split(' ').Contains(Status(order))).Select(Shown));
            foreach (var order in newestFirst.Take(1))
            {
                await ReadAsync($"{address}&number={((Order)order.State!).Number.Text}", new[] { Shown(order) });
            }
        }

        static string Status(Aggregate order) => ((Order)order.State!).Status;
    }

    private Task MatchBoardAsync() => ReadOwnAsync("/kitchen/board", "id", world.Of("order")
        .Select(aggregate => (Aggregate: aggregate, Order: (Order)aggregate.State!))
        .Where(each => each.Order is { PlacedAt: not null, IsFinal: false })
        .OrderBy(each => each.Order.DueAt).ThenBy(each => each.Order.Id.Text, StringComparer.Ordinal)
        .Select(each => each.Order.OnBoard(each.Aggregate.Version, FlagOf)));

    // On which day they are depends on the clock; which items are whose does not.
    private Task MatchSalesAsync() => ReadOwnAsync("/reports/sales?by=item", "menuItemId", world.Of("menu-item")
        .Select(aggregate => (MenuItem)aggregate.State!)
        .Select(item => (Item: item, Orders: Counted(item).ToList(), Total: Counted(item).SelectMany(order => order.Lines).Where(line => line.MenuItemId == item.Id.Text).Aggregate(0.00m, (sum, line) => sum + line.SubTotal)))
        .Where(sold => sold.Orders.Count > 0)
        .OrderByDescending(sold => sold.Total).ThenBy(sold => sold.Item.Id.Text, StringComparer.Ordinal)
        .Select(sold => new Shape(
            ("menuItemId", sold.Item.Id), ("description", sold.Item.Description), ("orders", sold.Orders.Count), ("units", sold.Orders.Sum(order => UnitsOf(sold.Item, order))),
            ("total", sold.Total), ("currency", "USD"))));

    private Shape Shown(Aggregate aggregate) => aggregate.State switch
    {
        MenuItem item => item.Shown(
            aggregate.Version, ("popularity", Popularity(item.Id.Text!)), ("timesOrdered", Counted(item).Count()), ("unitsSold", Counted(item).Sum(order => UnitsOf(item, order)))),
        Order order => order.Shown(aggregate.Version, FlagOf),
        var state => state!.Shown(aggregate.Version),
    };

    private int Popularity(string item) =>
        world.Of("order").SelectMany(order => order.History)
            .Count(happened => happened.What.Event == "itemAddedToOrder" && happened.What.Payload.Members.Contains(("menuItemId", item)));

    private IEnumerable<Order> Counted(MenuItem item) =>
        world.Of("order").Select(order => (Order)order.State!)
            .Where(order => order.PlacedAt is not null && order.Status is not ("canceled" or "rejected") && UnitsOf(item, order) > 0);

    private static int UnitsOf(MenuItem item, Order order) => order.Lines.Where(line => line.MenuItemId == item.Id.Text).Sum(line => line.Quantity);

    private string? FlagOf(string menuItemId) => world.Item(menuItemId)?.State switch
    {
        MenuItem { Removed: true } => "removed",
        MenuItem { Available: false } => "unavailable",
        _ => null,
    };

    // Of a list that shows what other stories have done as well.
    private Task ReadOwnAsync(string address, string id, IEnumerable<Shape> expected) =>
        ReadAsync(address, expected, of: list => JsonSerializer.SerializeToElement(list.EnumerateArray().Where(entry => world.All.Exists(own => own.Id.Text == entry.GetProperty(id).GetString()))));

    private async Task ReadAsync(string address, object? expected, int? version = null, Func<JsonElement, JsonElement>? of = null)
    {
        try
        {
            using var answer = await node.SendAsync("GET", address, null, _tokens);
            if ((int)answer.StatusCode != 200)
            {
                throw new DiffersException($"the status is {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            var tag = answer.Headers.ETag?.Tag;
            if (tag != (version is null ? null : $"\"{version}\""))
            {
                throw new DiffersException($"the ETag is {tag} instead of {version}");
            }

            if (answer.Headers.CacheControl is not { NoStore: true })
            {
                throw new DiffersException("it may be stored");
            }

            var shown = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Shape.Match(expected, of?.Invoke(shown) ?? shown);
        }
        catch (DiffersException difference)
        {
            throw new DiffersException($"GET {address}: {difference.Message}");
        }
    }

    private async Task<List<string>> PagesAsync(string address)
    {
        var ids = new List<string>();
        for (string? next = address; next is not null;)
        {
            using var page = await node.SendAsync("GET", next, null, _tokens);
            ids.AddRange((await page.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!));
            next = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        return ids;
    }

    private static string Path(string kind) => kind switch
    {
        "menu-item" => "/menu/items",
        "customer" => "/customers",
        _ => "/orders",
    };
}
