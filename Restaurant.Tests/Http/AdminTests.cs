using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>What those who run the program see of its projections, and ask of them.</summary>
public sealed class AdminTests : IAsyncLifetime
{
    private readonly RestaurantNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task An_event_that_cannot_be_read_is_parked_shown_retried_and_skipped()
    {
        var item = await _node.AddMenuItemAsync();
        StoreUnreadable(item);

        // It has no place in the feed either.
        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Count == 2);
        var parked = (await ParkedAsync("menu"))!;
        var id = (string)parked["id"]!;
        Assert.Equal("menu-2", id);
        Assert.Equal(("menu", $"menu-item-{item}", 2, "fromTheFuture:9"), ((string?)parked["projection"], (string?)parked["persistenceId"], (int)parked["version"]!, (string?)parked["type"]));
        Assert.StartsWith("The event 'fromTheFuture:9' cannot be read", (string?)parked["error"], StringComparison.Ordinal);
        var health = await _node.DoAsync("GET", "/health/ready");
        Assert.Equal(("degraded", 1), ((string?)health["status"], (int)health["groups"]![0]!["parked"]!));
        Assert.Contains("""restaurant_projection_parked{""", await _node.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await _node.SendAsync("GET", $"/menu/items/{item}", null, ("Consistency-Token", $"menu-item-{item}@2"), ("Prefer", "wait=0")).ProblemAsync(503, "READ_MODEL_BEHIND");
        await _node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@1");

        await _node.DoAsync("POST", $"/admin/parked/{id}/retry");
        await Eventually.HoldsAsync(async () => (int)(await ParkedAsync("menu"))!["attempts"]! == 2);
        Assert.Null((await ParkedAsync("menu"))!["request"]);

        await _node.SendAsync("POST", $"/admin/parked/{id}/skip", "{}").ProblemAsync(400, "REASON_REQUIRED");
        var asked = await _node.DoAsync("POST", $"/admin/parked/{id}/skip", """{"reason":"lost with the old till"}""", ("Restaurant-Role", "manager"), ("Restaurant-Subject", "anna"));
        Assert.Equal("skip", (string?)asked["request"]);
        await Eventually.HoldsAsync(async () => await ParkedAsync("menu") is null);
        await _node.DoAsync("POST", "/admin/parked/feed-2/skip", """{"reason":"lost with the old till"}""");
        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Count == 0);

        Assert.Equal("ready", (string?)(await _node.DoAsync("GET", "/health/ready"))["status"]);
        Assert.Equal("anna: lost with the old till", _node.Database.Scalar<string>("select skipped_by || ': ' || reason from projection_skipped where projection = 'menu'"));
        var verified = await _node.DoAsync("POST", "/admin/projections/verify");
        Assert.Equal((0, 1), ((int)verified["differences"]!, (int)verified["groups"]![0]!["skipped"]!));
    }

    [Fact]
    public async Task A_list_of_what_is_parked_has_pages()
    {
        for (var number = 0; number < 3; number++)
        {
            StoreUnreadable(await _node.AddMenuItemAsync($"Item {number}"));
        }

        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Count == 6);
        var (seen, next) = (new List<string>(), "/admin/parked?limit=2");
        while (next is not null)
        {
            using var answer = await _node.SendAsync("GET", next);
            seen.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(parked => (string)parked!["id"]!));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(6, seen.Distinct().Count());
        await _node.SendAsync("GET", "/admin/parked?limit=0").ProblemAsync(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task A_paused_group_serves_what_it_has_and_goes_on_when_it_is_resumed()
    {
        var item = await _node.AddMenuItemAsync();
        await _node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@1");

        Assert.True((bool)(await _node.DoAsync("POST", "/admin/groups/read-model/pause"))["paused"]!);
        await Eventually.HoldsAsync(async () =>
        {
            var added = await _node.AddMenuItemAsync();
            using var answer = await _node.SendAsync("GET", $"/menu/items/{added}", null, ("Consistency-Token", $"menu-item-{added}@1"), ("Prefer", "wait=0"));
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && Head() > Offset() + 2;
        });
        Assert.Equal("degraded", (string?)(await _node.DoAsync("GET", "/health/ready"))["status"]);
        await _node.DoAsync("GET", $"/menu/items/{item}");

        Assert.False((bool)(await _node.DoAsync("POST", "/admin/groups/read-model/resume"))["paused"]!);
        await Eventually.HoldsAsync(() => Offset() == Head());
        Assert.Equal("ready", (string?)(await _node.DoAsync("GET", "/health/ready"))["status"]);
    }

    [Fact]
    public async Task A_damaged_table_is_found_and_a_rebuild_mends_it_while_it_serves()
    {
        var item = await _node.AddMenuItemAsync();
        await _node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@1");
        _node.Database.Execute("update menu set price = price + 1");

        var damaged = (await _node.DoAsync("POST", "/admin/projections/verify"))["groups"]![0]!;
        Assert.Equal(1, (int)damaged["differences"]!);
        var named = Assert.Single(damaged["named"]!.AsArray())!;
        Assert.Equal(("menu", item, "differs in price", $"menu-item-{item}@1"), ((string?)named["table"], (string?)named["key"], (string?)named["what"], (string?)named["event"]));

        var before = await _node.DoAsync("GET", "/admin/projections/menu");
        await _node.DoAsync("POST", "/admin/projections/menu/rebuild", null, ("Restaurant-Subject", "anna"));
        await Eventually.HoldsAsync(async () => (int)(await _node.DoAsync("GET", "/admin/projections/menu"))["generation"]! == (int)before["generation"]! + 1);

        var verified = await _node.DoAsync("POST", "/admin/projections/verify");
        Assert.Equal((1, 2, 0), ((int)verified["groups"]![0]!["events"]!, (int)verified["groups"]![0]!["rows"]!, (int)verified["differences"]!));
        Assert.Null((await _node.DoAsync("GET", "/admin/projections/menu"))["rebuild"]);
    }

    [Fact]
    public async Task A_verification_tells_how_far_it_is_to_whoever_takes_lines()
    {
        await _node.AddMenuItemAsync();
        using var http = new HttpClient { BaseAddress = _node.Address };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));

        using var answer = await http.PostAsync("/admin/projections/verify", null);

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, (int)JsonNode.Parse(lines[^1])!["differences"]!);
    }

    [Fact]
    public async Task Projections_are_listed_with_their_group()
    {
        using var answer = await _node.SendAsync("GET", "/admin/projections");
        var all = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();

        Assert.Equal(["orders", "menu", "customers", "sales", "deadlines", "feed"], all.Select(projection => (string)projection!["name"]!));
        Assert.All(all, projection => Assert.Equal((true, 1), ((bool)projection!["serving"]!, (int)projection["generation"]!)));
        Assert.Equal(["read-model", "read-model", "read-model", "read-model", "read-model", "feed"], all.Select(projection => (string)projection!["group"]!));
    }

    [Theory]
    [InlineData("GET", "/admin/projections/nothing")]
    [InlineData("POST", "/admin/projections/nothing/rebuild")]
    [InlineData("POST", "/admin/groups/nothing/pause")]
    [InlineData("POST", "/admin/groups/menu/resume")]
    [InlineData("POST", "/admin/parked/menu-1/retry")]
    [InlineData("POST", "/admin/parked/menu/retry")]
    [InlineData("POST", "/admin/parked/menu--1/retry")]
    [InlineData("POST", "/admin/parked/menu-99999999999999999999/retry")]
    public async Task What_is_not_there_is_not_found(string method, string path) => await _node.SendAsync(method, path).ProblemAsync(404, "NOT_FOUND");

    [Theory]
    [InlineData("/admin/parked/menu-1/retry")]
    [InlineData("/admin/projections/menu/rebuild")]
    [InlineData("/admin/projections/verify")]
    [InlineData("/admin/groups/read-model/pause")]
    public async Task A_body_that_nobody_asked_for_is_refused(string path) => await _node.SendAsync("POST", path, """{"why":1}""").ProblemAsync(400, "MALFORMED_REQUEST");

    private async Task<JsonArray> ParkedAsync()
    {
        using var answer = await _node.SendAsync("GET", "/admin/parked");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
    }

    private async Task<JsonObject?> ParkedAsync(string projection) =>
        (await ParkedAsync()).Select(parked => parked!.AsObject()).SingleOrDefault(parked => (string?)parked["projection"] == projection);

    // As a newer node would have written it.
    private void StoreUnreadable(string item) => _node.Database.Execute(
        string.Create(CultureInfo.InvariantCulture, $"""
        insert into journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        values (1, false, 'menu-item-{item}', 2, @message, null, 'fromTheFuture:9', 7, 'test')
        """),
        new { message = "{"u8.ToArray() });

    private long Offset() => _node.Database.Scalar<long>("select ledger_offset from projection_group where name = 'read-model'");

    private long Head() => _node.Database.Scalar<long>("select max(ordering) from journal");
}
