using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

public sealed partial class ReadTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task A_token_makes_the_callers_own_write_visible_at_once()
    {
        var (customer, item) = (await node.SignUpAsync(), await node.AddMenuItemAsync());
        // Two writes each.
        for (var round = 1; round <= 100; round++)
        {
            using var opened = await OpenAsync(customer);
            var order = (string)(await opened.JsonAsync(201))["id"]!;
            Assert.Equal(order, (string?)(await ListAsync($"/orders?customerId={customer}&limit=1", Token(opened)))[0]!["id"]);

            using var filled = await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""");
            Assert.Equal((await filled.JsonAsync(200)).ToJsonString(), (await node.ReadAsync($"/orders/{order}", Token(filled))).ToJsonString());
            Assert.Equal(round, (int)(await node.ReadAsync($"/menu/items/{item}", Token(filled)))["popularity"]!);
        }
    }

    [Theory]
    [InlineData("GET", "/orders", 200)]
    [InlineData("GET", "/orders?limit=0", 400)]
    [InlineData("GET", "/orders/nothing", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/orders", 405)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/health/ready", 200)]
    public async Task Nobody_keeps_a_copy_of_an_answer(string method, string path, int status)
    {
        using var answer = await node.SendAsync(method, path);

        Assert.Equal((status, "no-store"), ((int)answer.StatusCode, answer.Header("Cache-Control")));
    }

    [Fact]
    public async Task Several_tokens_are_all_waited_for()
    {
        using var first = await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""");
        using var second = await node.SendAsync("POST", "/menu/items", """{"description":"y","price":1}""");
        var (one, other) = (Token(first), Token(second));

        using var both = await node.SendAsync("GET", "/orders", null, ("Consistency-Token", $"{one},{other}"));
        using var onTwoLines = await node.SendAsync("GET", "/orders", null, ("Consistency-Token", one), ("Consistency-Token", other));
        using var oneUnknown = await node.SendAsync("GET", "/orders", null, ("Consistency-Token", $"{one} , order-nothing@1"), ("Prefer", "wait=0"));

        Assert.Equal((200, 200, 503), ((int)both.StatusCode, (int)onTwoLines.StatusCode, (int)oneUnknown.StatusCode));
    }

    [Fact]
    public async Task A_token_that_is_not_reached_in_time_is_said_to_be_behind()
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await node.SendAsync("GET", "/orders", null, ("Consistency-Token", "order-nothing@1"), ("Prefer", "wait=1"));

        await answer.ProblemAsync(503, "READ_MODEL_BEHIND");
        Assert.True(answer.Headers.Contains("Retry-After"));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
        var item = await node.AddMenuItemAsync();
        await node.SendAsync("GET", $"/menu/items/{item}", null, ("Consistency-Token", $"menu-item-{item}@2"), ("Prefer", "wait=0")).ProblemAsync(503, "READ_MODEL_BEHIND");
    }

    [Fact]
    public async Task Each_of_120_orders_is_seen_once_while_others_are_being_opened()
    {
        var customer = await node.SignUpAsync();
        var there = new List<string>();
        for (var order = 0; order < 120; order++)
        {
            using var opened = await OpenAsync(customer);
            there.Add((string)(await opened.JsonAsync(201))["id"]!);
        }

        using var paged = new CancellationTokenSource();
        var opening = OpenUntilAsync(customer, paged.Token);
        var seen = new List<string>();
        for (var path = $"/orders?customerId={customer}&status=open&limit=7"; path is not null;)
        {
            using var page = await node.SendAsync("GET", path, null, ("Consistency-Token", $"order-{there[^1]}@1"));
            seen.AddRange((await page.Content.ReadFromJsonAsync<JsonArray>())!.Select(order => (string)order!["id"]!));
            path = NextOf(page);
        }

        await paged.CancelAsync();
        Assert.True(await opening > 0);
        // Those that were opened before the first page was read come first.
        Assert.Equal(Enumerable.Reverse(there), seen.SkipWhile(order => order != there[^1]));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Each_customer_is_seen_once_while_others_sign_up()
    {
        var there = new List<string>();
        var token = "";
        for (var customer = 0; customer < 25; customer++)
        {
            using var signedUp = await node.SendAsync("POST", "/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""");
            (token, var id) = (Token(signedUp), (string)(await signedUp.JsonAsync(201))["id"]!);
            there.Add(id);
        }

        var seen = new List<string>();
        for (var path = "/customers?limit=4"; path is not null;)
        {
            using var page = await node.SendAsync("GET", path, null, ("Consistency-Token", token));
            seen.AddRange(Ids((await page.Content.ReadFromJsonAsync<JsonArray>())!));
            path = NextOf(page);
            await node.SignUpAsync();
        }

        Assert.Equal(there, seen.Where(there.Contains));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_link_to_the_next_page_keeps_the_other_parameters_and_the_last_page_has_none()
    {
        var category = Guid.CreateVersion7().ToString("N");
        foreach (var description in (string[])["c & d", "a", "b"])
        {
            using var adding = await node.SendAsync("POST", "/menu/items", $$"""{"description":"{{description}}","price":1,"category":"{{category}}"}""");
            await node.ReadAsync($"/menu/items/{(await adding.JsonAsync(201))["id"]}", Token(adding));
        }

        using var first = await node.SendAsync("GET", $"/menu/items?limit=2&category={category}&sort=-description&other=%26%3D%20x");
        using var last = await node.SendAsync("GET", NextOf(first)!);
        using var exactly = await node.SendAsync("GET", $"/menu/items?limit=3&category={category}");

        Assert.StartsWith($"/menu/items?limit=2&category={category}&sort=-description&other=%26%3D%20x&cursor=", NextOf(first), StringComparison.Ordinal);
        Assert.Equal(["c & d", "b"], await TextsAsync(first, "description"));
        Assert.Equal(["a"], await TextsAsync(last, "description"));
        Assert.Null(NextOf(last));
        Assert.Equal(["a", "b", "c & d"], await TextsAsync(exactly, "description"));
        Assert.Null(NextOf(exactly));
    }

    [Fact]
    public async Task Orders_are_filtered_by_status_customer_number_and_time()
    {
        var customer = await node.SignUpAsync();
        var orders = new List<JsonObject>();
        for (var count = 0; count < 3; count++)
        {
            using var opened = await OpenAsync(customer);
            orders.Add(await opened.JsonAsync(201));
        }

        var all = orders.ConvertAll(order => (string)order["id"]!);
        using var canceling = await node.SendAsync("POST", $"/orders/{all[1]}/cancel", """{"reason":"x"}""");
        var (of, token) = ($"/orders?customerId={customer}", Token(canceling));
        var (from, to) = ((string)orders[1]["openedAt"]!, (string)orders[2]["openedAt"]!);

        Assert.Equal([all[2], all[1], all[0]], Ids(await ListAsync(of, token)));
        Assert.Equal([all[2], all[0]], Ids(await ListAsync($"{of}&status=open", token)));
        Assert.Equal([all[1]], Ids(await ListAsync($"{of}&status=canceled", token)));
        Assert.Equal([all[2], all[1], all[0]], Ids(await ListAsync($"{of}&status=open&status=canceled", token)));
        Assert.Empty(await ListAsync($"{of}&status=placed", token));
        Assert.Equal([all[0]], Ids(await ListAsync($"{of}&number={((string)orders[0]["number"]!).ToLowerInvariant()}", token)));
        Assert.Equal([all[1]], Ids(await ListAsync($"{of}&from={from}&to={to}", token)));
        Assert.Equal([all[2], all[1]], Ids(await ListAsync($"{of}&from={DateTimeOffset.Parse(from, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(-9)):O}", token)));
        Assert.Equal([all[2], all[1], all[0]], Ids(await ListAsync($"/orders?customerId={customer.ToUpperInvariant()}", token)));
        Assert.Empty(await ListAsync("/orders?customerId=nobody", token));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_list_and_order()
    {
        await node.AddMenuItemAsync();
        await node.AddMenuItemAsync();
        using var page = await node.SendAsync("GET", "/menu/items?limit=1");
        var cursor = NextOf(page)!.Split("cursor=")[1];

        await node.SendAsync("GET", $"/menu/items?limit=1&sort=price&cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("GET", $"/menu/items?limit=1&sort=-description&cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("GET", $"/orders?cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("GET", $"/customers?cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task A_removed_item_leaves_the_menu_but_can_be_read_and_its_order_shows_a_flag()
    {
        var (order, _, item) = await node.FillOrderAsync();
        using var removing = await node.SendAsync("DELETE", $"/menu/items/{item}");
        var token = ("Consistency-Token", removing.Header("Consistency-Token"));

        using var menu = await node.SendAsync("GET", "/menu/items?limit=200", null, token);
        using var all = await node.SendAsync("GET", "/menu/items?limit=200&includeRemoved=true", null, token);

        Assert.DoesNotContain((await menu.Content.ReadFromJsonAsync<JsonArray>())!, entry => (string?)entry!["id"] == item);
        Assert.Contains((await all.Content.ReadFromJsonAsync<JsonArray>())!, entry => (string?)entry!["id"] == item);
        Assert.True((bool)(await node.DoAsync("GET", $"/menu/items/{item}"))["removed"]!);
        Assert.Equal("removed", (string?)(await node.DoAsync("GET", $"/orders/{order}"))["items"]![0]!["flag"]);
    }

    [Fact]
    public async Task Counters_follow_adding_placing_and_canceling()
    {
        var (order, _, item) = await node.FillOrderAsync();
        Assert.Equal((1, 0, 0), await CountersAsync(await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":0}"""), item, orderToken: $"order-{order}@2"));

        using var placing = await node.SendAsync("POST", $"/orders/{order}/place");
        Assert.Equal((1, 1, 2), await CountersAsync(placing, item));
        using var canceling = await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""");
        Assert.Equal((1, 0, 0), await CountersAsync(canceling, item));
    }

    [Fact]
    public async Task A_customers_addresses_carry_its_version()
    {
        using var signingUp = await node.SendAsync("POST", "/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""");
        var id = (string)(await signingUp.JsonAsync(201))["id"]!;

        using var addresses = await node.SendAsync("GET", $"/customers/{id}/addresses", null, ("Consistency-Token", signingUp.Header("Consistency-Token")));

        Assert.Equal("[]", await addresses.Content.ReadAsStringAsync());
        Assert.Equal("\"1\"", addresses.Header("ETag"));
    }

    [Fact]
    public async Task A_live_node_is_ready_and_says_how_far_its_read_tables_are()
    {
        var live = await node.DoAsync("GET", "/health/live");
        var ready = await node.DoAsync("GET", "/health/ready");

        Assert.Equal("live", (string?)live["status"]);
        Assert.Equal("ready", (string?)ready["status"]);
        Assert.Equal(["read-model", "feed"], ready["groups"]!.AsArray().Select(group => (string)group!["name"]!));
    }

    /// <summary>Opens orders as fast as it can, one at least.</summary>
    /// <returns>How many.</returns>
    private async Task<int> OpenUntilAsync(string customer, CancellationToken enough)
    {
        var opened = 0;
        do
        {
            using var answer = await OpenAsync(customer);
            Assert.Equal(201, (int)answer.StatusCode);
            opened++;
        }
        while (!enough.IsCancellationRequested);
        return opened;
    }

    private async Task<JsonArray> ListAsync(string path, string token)
    {
        using var answer = await node.SendAsync("GET", path, null, ("Consistency-Token", token));
        Assert.Equal(200, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
    }

    private static string Token(HttpResponseMessage answer) => answer.Header("Consistency-Token");

    private static string? NextOf(HttpResponseMessage page) =>
        page.Headers.TryGetValues("Link", out var links) ? Next().Match(links.Single()).Groups[1].Value : null;

    private static IEnumerable<string> Ids(JsonArray list) => list.Select(entry => (string)entry!["id"]!);

    private static async Task<IEnumerable<string>> TextsAsync(HttpResponseMessage page, string member) =>
        (await page.Content.ReadFromJsonAsync<JsonArray>())!.Select(entry => (string)entry![member]!);

    private Task<HttpResponseMessage> OpenAsync(string customer) => node.SendAsync("POST", "/orders", $$"""{"customerId":"{{customer}}"}""");

    private async Task<(int Popularity, int TimesOrdered, int UnitsSold)> CountersAsync(HttpResponseMessage after, string item, string? orderToken = null)
    {
        using var read = await node.SendAsync("GET", $"/menu/items/{item}", null, ("Consistency-Token", orderToken ?? after.Header("Consistency-Token")));
        var entry = await read.JsonAsync(200);
        return ((int)entry["popularity"]!, (int)entry["timesOrdered"]!, (int)entry["unitsSold"]!);
    }

    [GeneratedRegex("<(.*)>; rel=\"next\"")]
    private static partial Regex Next();
}
