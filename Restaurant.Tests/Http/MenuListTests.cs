using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>The menu as it is searched, filtered and sorted. Each test has a category of its own.</summary>
public sealed class MenuListTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private readonly string _category = $"Menu-{Guid.CreateVersion7():N}";

    private string _token = "";

    [Theory]
    [InlineData("", "Ayran Börek Cola Cola Döner Zaatar Äpfel")]
    [InlineData("&sort=description", "Ayran Börek Cola Cola Döner Zaatar Äpfel")]
    [InlineData("&sort=-description", "Äpfel Zaatar Döner Cola Cola Börek Ayran")]
    [InlineData("&sort=price", "2.50 3.00 3.00 3.00 9.00 10.00 100.00")]
    [InlineData("&sort=-price", "100.00 10.00 9.00 3.00 3.00 3.00 2.50")]
    [InlineData("&sort=popularity", "0 0 1 1 1 2 3")]
    [InlineData("&sort=-popularity", "3 2 1 1 1 0 0")]
    public async Task The_menu_is_sorted_either_way_and_then_by_id_on_pages_of_any_size(string sort, string expected)
    {
        var ids = new List<string>();
        foreach (var (description, price) in ((string, string)[])[
            ("Cola", "3.00"), ("Döner", "9.00"), ("Äpfel", "2.50"), ("Cola", "3.00"), ("Zaatar", "100.00"), ("Börek", "10.00"), ("Ayran", "3.00")])
        {
            ids.Add(await AddAsync(description, price));
        }

        var order = await node.OpenOrderAsync();
        foreach (var item in (int[])[1, 1, 1, 0, 0, 3, 4, 6])
        {
            await WriteAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{ids[item]}}","quantity":9}""");
        }

        var member = sort.Split('=', '-')[^1] is "price" or "popularity" ? sort.Split('=', '-')[^1] : "description";
        var whole = await ListAsync(sort, limit: 200);

        Assert.Equal(expected, string.Join(' ', whole.Select(item => member == "description" ? (string?)item[member] : item[member]!.ToJsonString())));
        foreach (var same in whole.GroupBy(item => item[member]!.ToJsonString()).Select(group => group.Select(item => (string)item["id"]!)))
        {
            Assert.Equal(sort.Contains("=-", StringComparison.Ordinal) ? same.OrderDescending(StringComparer.Ordinal) : same.Order(StringComparer.Ordinal), same);
        }

        foreach (var limit in (int[])[1, 2, 3, 7])
        {
            Assert.Equal(whole.Select(item => item.ToJsonString()), (await ListAsync(sort, limit)).Select(item => item.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("peperoni", "1 2")]
    [InlineData("PEPERONI", "1 2")]
    [InlineData("zza pep", "2")]
    [InlineData(" salad ", "6")]
    [InlineData("crème", "3")]
    [InlineData("CRÈME BRÛLÉE", "3")]
    [InlineData("creme", "")]
    [InlineData("σουβλάκι", "4")]
    [InlineData("ΛΌΓΟΣ", "4")]
    [InlineData("λόγος", "4")]
    [InlineData("борщ", "5")]
    [InlineData("ÄPFEL", "6")]
    [InlineData("🍕", "2")]
    [InlineData("%", "7")]
    [InlineData("_", "7")]
    [InlineData("100%", "7")]
    [InlineData("100_", "")]
    [InlineData("*", "")]
    [InlineData("\\", "8")]
    [InlineData("'", "8")]
    [InlineData("\"", "8")]
    [InlineData("nothing", "")]
    public async Task A_text_is_looked_for_anywhere_in_the_description_in_whatever_case_and_to_the_letter(string text, string found)
    {
        string[] menu =
        [
            "Peperoni", "Pizza PEPERONI 🍕", "Crème brûlée", "Σουβλάκι Λόγος", "БОРЩ", "Salad of äpfel", "100% fruit_juice", "O'Neill's \\ \"best\"",
        ];
        var numbers = new Dictionary<string, int>();
        foreach (var (description, index) in menu.Select((description, index) => (description, index)))
        {
            numbers[await AddAsync(description)] = index + 1;
        }

        var seen = (await ListAsync($"&q={Uri.EscapeDataString(text)}", limit: 2)).Select(item => numbers[(string)item["id"]!]);

        Assert.Equal(found, string.Join(' ', seen.Order()));
    }

    [Fact]
    public async Task The_menu_is_filtered_by_availability_and_shows_removed_items_when_it_is_asked_to()
    {
        var (there, off, gone, goneWhileOff) = (await AddAsync("a"), await AddAsync("b"), await AddAsync("c"), await AddAsync("d"));
        foreach (var item in (string[])[off, goneWhileOff])
        {
            await WriteAsync("PUT", $"/menu/items/{item}/availability", """{"available":false,"reason":"Out of dough"}""");
        }

        foreach (var item in (string[])[gone, goneWhileOff])
        {
            await WriteAsync("DELETE", $"/menu/items/{item}");
        }

        await ShowsAsync("", there, off);
        await ShowsAsync("&includeRemoved=false", there, off);
        await ShowsAsync("&includeRemoved=true", there, off, gone, goneWhileOff);
        await ShowsAsync("&available=true", there);
        await ShowsAsync("&available=false", off);
        await ShowsAsync("&available=true&includeRemoved=true", there, gone);
        await ShowsAsync("&available=false&includeRemoved=true&sort=-description", goneWhileOff, off);

        var shown = await ListAsync("&includeRemoved=true", limit: 200);
        Assert.Equal(["true ", "false Out of dough", "true ", "false Out of dough"], shown.Select(item => $"{item["available"]!.ToJsonString()} {item["unavailableReason"]}"));
        Assert.Equal([false, false, true, true], shown.Select(item => (bool)item["removed"]!));
        Assert.Equal(
            [
                "id", "description", "price", "currency", "category", "available", "unavailableReason", "removed", "popularity", "timesOrdered", "unitsSold", "version",
                "updatedAt",
            ],
            shown[0].Select(member => member.Key));
    }

    [Fact]
    public async Task A_category_is_taken_to_the_letter()
    {
        var item = await AddAsync("x");

        Assert.Equal([item], Ids(await node.ReadAllAsync($"/menu/items?category=%20{_category}%20", 200, _token)));
        Assert.Empty(await node.ReadAllAsync($"/menu/items?category={_category.ToUpperInvariant()}", 200, _token));
        Assert.Empty(await node.ReadAllAsync($"/menu/items?category={_category[..^1]}", 200, _token));
        Assert.Empty(await node.ReadAllAsync($"/menu/items?category={_category[..^1]}%25", 200, _token));
        // An empty one is none, and asks for nothing.
        Assert.Contains(item, Ids(await node.ReadAllAsync("/menu/items?category=", 200, _token)));
    }

    [Fact]
    public async Task Search_filters_and_sort_go_together_over_all_pages()
    {
        for (var number = 0; number < 12; number++)
        {
            var item = await AddAsync($"{(number % 2 == 0 ? "Pizza" : "Pasta")} {number:00}", $"{12 - number}");
            if (number % 3 == 0)
            {
                await WriteAsync("PUT", $"/menu/items/{item}/availability", """{"available":false}""");
            }
        }

        var found = await ListAsync("&q=PIZZA&available=true&sort=price", limit: 1);

        Assert.Equal(["Pizza 10", "Pizza 08", "Pizza 04", "Pizza 02"], found.Select(item => (string?)item["description"]));
    }

    private async Task ShowsAsync(string filter, params string[] items) => Assert.Equal(items, Ids(await ListAsync(filter, limit: 1)));

    private static IEnumerable<string> Ids(IEnumerable<JsonObject> items) => items.Select(item => (string)item["id"]!);

    private Task<IReadOnlyList<JsonObject>> ListAsync(string parameters, int limit) =>
        node.ReadAllAsync($"/menu/items?category={_category}{parameters}", limit, _token);

    private async Task<string> AddAsync(string description, string price = "1") => (string)(await WriteAsync(
        "POST", "/menu/items", new JsonObject { ["description"] = description, ["price"] = price, ["category"] = _category }.ToJsonString()))["id"]!;

    private async Task<JsonObject> WriteAsync(string method, string path, string? body = null)
    {
        using var answer = await node.SendAsync(method, path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        _token = answer.Header("Consistency-Token");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }
}
