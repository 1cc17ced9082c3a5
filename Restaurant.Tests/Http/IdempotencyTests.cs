using System.Net;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>A repeat is answered as the first time, and nothing is written twice.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private readonly RestaurantNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Of_sixteen_creates_at_once_with_one_key_one_is_first_and_fifteen_are_replays_also_after_a_restart()
    {
        const string body = """{"description":"Peperoni","price":10}""";

        var first = await SixteenAsync(() => _node.SendAsync("POST", "/menu/items", body, ("Idempotency-Key", "k")));
        await _node.DoAsync("PUT", new Uri(_node.Address, (string)first.Location!).PathAndQuery, """{"description":"Salami","price":11}""");
        await _node.RestartAsync();
        using var later = await _node.SendAsync("POST", "/menu/items", body, ("Idempotency-Key", "k"));

        Assert.Equal("true", later.Header("Idempotency-Replayed"));
        Assert.Equal(first, await AlikeAsync(later));
        Assert.Equal(2, await _node.HeadAsync());
    }

    [Fact]
    public async Task Of_sixteen_edits_at_once_with_one_key_one_is_first_and_fifteen_are_replays()
    {
        var (order, _, item) = await _node.FillOrderAsync();
        var head = await _node.HeadAsync();

        await SixteenAsync(() => _node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""", ("Idempotency-Key", "k")));

        Assert.Equal(head + 1, await _node.HeadAsync());
    }

    [Fact]
    public async Task Of_sixteen_placings_at_once_with_one_key_one_is_first_and_fifteen_are_replays()
    {
        var (order, _, _) = await _node.FillOrderAsync();

        await SixteenAsync(() => _node.SendAsync("POST", $"/orders/{order}/place", null, ("Idempotency-Key", "k")));
    }

    [Fact]
    public async Task A_key_is_for_one_command_with_one_body_and_one_subject()
    {
        var (order, line, item) = await _node.FillOrderAsync();
        var path = $"/orders/{order}/items";
        var body = $$"""{"menuItemId":"{{item}}","quantity":1}""";
        await _node.DoAsync("POST", path, body, ("Idempotency-Key", "k"));

        await _node.SendAsync("POST", path, body.Replace(":1}", ":2}", StringComparison.Ordinal), ("Idempotency-Key", "k")).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await _node.SendAsync("DELETE", $"{path}/{line}", null, ("Idempotency-Key", "k")).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        using var same = await _node.SendAsync("POST", path, body.Replace(":1}", ":1.0}", StringComparison.Ordinal), ("Idempotency-Key", "k"));
        using var hers = await _node.SendAsync("POST", path, body, ("Idempotency-Key", "k"), ("Restaurant-Subject", "anna"));

        Assert.Equal("true", same.Header("Idempotency-Replayed"));
        Assert.False(hers.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_refused_command_is_decided_anew()
    {
        var order = await _node.OpenOrderAsync();
        await _node.SendAsync("POST", $"/orders/{order}/place", null, ("Idempotency-Key", "k")).ProblemAsync(409, "ORDER_EMPTY");
        await _node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{await _node.AddMenuItemAsync()}}","quantity":1}""");

        using var placed = await _node.SendAsync("POST", $"/orders/{order}/place", null, ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.OK, placed.StatusCode);
        Assert.False(placed.Headers.Contains("Idempotency-Replayed"));
    }

    private static async Task<Alike> SixteenAsync(Func<Task<HttpResponseMessage>> send)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => send()));

        Assert.Equal(15, answers.Count(answer => answer.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true"));
        var alike = (await Task.WhenAll(answers.Select(AlikeAsync))).Distinct().ToList();
        return Assert.Single(alike);
    }

    private static async Task<Alike> AlikeAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode, answer.Headers.Location?.OriginalString, answer.Header("ETag"), answer.Header("Consistency-Token"), await answer.Content.ReadAsStringAsync());

    private sealed record Alike(int Status, string? Location, string ETag, string Token, string Body);
}
