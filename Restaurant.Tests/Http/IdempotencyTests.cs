using System.Net;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>A repeat is answered as the first time, and nothing is written twice.</summary>
public sealed class IdempotencyTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task Of_sixteen_at_once_with_one_key_one_is_first_and_fifteen_are_replays_also_after_a_restart()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var (customer, guest, erased) = (await node.SignUpAsync(), await node.SignUpAsync(), await node.SignUpAsync());
        var atWork = await node.DoAsync("POST", $"/customers/{guest}/addresses", """{"nickName":"Work","location":"2 Main St"}""");
        var address = (string)atWork["addresses"]![0]!["id"]!;
        // In this order, each of which moves on what the one before has made.
        (string Method, string Path, string? Body)[] commands =
        [
            ("POST", "/menu/items", """{"description":"Peperoni","price":10}"""),
            ("POST", "/customers", """{"email":"once@example.org"}"""),
            ("POST", "/orders", $$"""{"customerId":"{{customer}}"}"""),
            ("POST", $"/customers/{guest}/addresses", """{"nickName":"Home","location":"1 Main St"}"""),
            ("DELETE", $"/customers/{guest}/addresses/{address}", null),
            ("POST", $"/customers/{guest}/verify", null),
            ("PUT", $"/menu/items/{item}/availability", """{"available":false,"reason":"x"}"""),
            ("PUT", $"/menu/items/{item}/availability", """{"available":true}"""),
            ("PUT", $"/menu/items/{item}", """{"description":"Salami","price":11}"""),
            ("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}"""),
            ("PATCH", $"/orders/{order}/items/{line}", """{"quantity":5}"""),
            ("DELETE", $"/orders/{order}/items/{line}", null),
            ("POST", $"/orders/{order}/place", null),
            ("POST", $"/orders/{order}/cancel", """{"reason":"x"}"""),
            ("DELETE", $"/menu/items/{item}", null),
            ("DELETE", $"/customers/{erased}", null),
        ];
        await IsOnceAsync("sixteen", commands);
    }

    [Fact]
    public async Task The_whole_way_of_an_order_is_walked_once_whatever_is_repeated()
    {
        var (order, address) = await node.FillForDeliveryAsync();
        var (rejected, _, _) = await node.FillOrderAsync();

        await IsOnceAsync("way",
        [
            ("DELETE", $"/orders/{order}/delivery-address", null),
            ("PUT", $"/orders/{order}/delivery-address", $$"""{"addressId":"{{address}}"}"""),
            ("PUT", $"/orders/{order}/note", """{"note":"Ring twice"}"""),
            ("POST", $"/orders/{order}/place", null),
            ("POST", $"/orders/{order}/accept", RestaurantNode.Promise(60)),
            ("POST", $"/orders/{order}/prepare", null),
            ("POST", $"/orders/{order}/ready", null),
            ("POST", $"/orders/{order}/dispatch", """{"courier":"Carla"}"""),
            ("POST", $"/orders/{order}/complete", null),
            ("POST", $"/orders/{rejected}/place", null),
            ("POST", $"/orders/{rejected}/reject", """{"reason":"Sold out"}"""),
        ]);
    }

    [Fact]
    public async Task A_key_is_for_one_command_with_one_body()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var (path, key) = ($"/orders/{order}/items", ("Idempotency-Key", "k"));
        await node.DoAsync("POST", path, $$"""{"menuItemId":"{{item}}","quantity":1}""", key);
        var head = await node.HeadAsync();

        await node.SendAsync("POST", path, $$"""{"menuItemId":"{{item}}","quantity":2}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", path, $$"""{"menuItemId":"nothing","quantity":1}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("DELETE", $"{path}/{line}", null, key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", $"/orders/{order}/place", null, key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        using var same = await node.SendAsync("POST", path, $$"""{ "quantity": 10e-1, "menuItemId": "{{item.ToUpperInvariant()}}" }""", key);

        Assert.Equal("true", same.Header("Idempotency-Replayed"));
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task A_key_of_a_create_is_for_one_body_and_one_kind()
    {
        var key = ("Idempotency-Key", "create");
        var customer = await node.SignUpAsync();
        await node.DoAsync("POST", "/menu/items", """{"description":"x","price":1}""", key);
        await node.DoAsync("POST", "/orders", $$"""{"customerId":"{{customer}}"}""", key);

        await node.SendAsync("POST", "/menu/items", """{"description":"x","price":2}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1,"category":"y"}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", "/orders", """{"customerId":"nobody"}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        using var same = await node.SendAsync("POST", "/menu/items", """{"price":"1.00","description":" x ","category":null}""", key);

        Assert.Equal((201, "true"), ((int)same.StatusCode, same.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task A_key_is_its_subjects_own()
    {
        var (order, _, item) = await node.FillOrderAsync();
        var (path, body, key) = ($"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""", ("Idempotency-Key", "own"));

        var nobodys = await node.DoAsync("POST", path, body, key);
        using var annas = await node.SendAsync("POST", path, body, key, ("Restaurant-Subject", "anna"));
        using var berts = await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""", key, ("Restaurant-Subject", "bert"));
        using var claras = await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""", key, ("Restaurant-Subject", "clara"));
        using var annasAgain = await node.SendAsync("POST", path, body, key, ("Restaurant-Subject", "anna"), ("Restaurant-Role", "customer"));

        Assert.Equal((3, 4), ((int)nobodys["version"]!, (int)(await annas.JsonAsync(200))["version"]!));
        Assert.NotEqual(berts.Headers.Location, claras.Headers.Location);
        Assert.Equal("true", annasAgain.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task An_e_mail_signs_up_once_whatever_the_key()
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        Task<HttpResponseMessage> SignUpAsync(string text, params (string, string)[] headers) =>
            node.SendAsync("POST", "/customers", $$"""{"email":"{{text}}"}""", headers);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(client => SignUpAsync(email, ("Idempotency-Key", $"client-{client}"))));

        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], all.Select(answer => (int)answer.StatusCode).Order());
        await SignUpAsync(email.ToUpperInvariant()).ProblemAsync(409, "EMAIL_TAKEN");
        await SignUpAsync($" {email} ", ("Idempotency-Key", "another")).ProblemAsync(409, "EMAIL_TAKEN");
    }

    [Fact]
    public async Task A_refused_command_is_decided_anew()
    {
        var order = await node.OpenOrderAsync();
        var (place, key) = ($"/orders/{order}/place", ("Idempotency-Key", "k"));
        await node.SendAsync("POST", place, null, key).ProblemAsync(409, "ORDER_EMPTY");
        await node.SendAsync("POST", place, null, key).ProblemAsync(409, "ORDER_EMPTY");
        await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{await node.AddMenuItemAsync()}}","quantity":1}""");

        using var placed = await node.SendAsync("POST", place, null, key);

        Assert.Equal(HttpStatusCode.OK, placed.StatusCode);
        Assert.False(placed.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_resource_and_the_envelope_share_their_keys()
    {
        var (order, line, _) = await node.FillOrderAsync();
        var changed = await node.DoAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":7}""", ("Idempotency-Key", "both"));

        using var again = await node.SendAsync(
            "POST", "/commands", $$$"""{"type":"changeItemQuantity","aggregateId":"{{{order}}}","payload":{"orderItemId":"{{{line}}}","quantity":7},"commandId":"both"}""");

        Assert.Equal((int)changed["version"]!, (int)(await again.JsonAsync(202))["version"]!);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    /// <summary>Each of these commands, sent sixteen times at once with one key, is taken once; also after a restart.</summary>
    private async Task IsOnceAsync(string keys, (string Method, string Path, string? Body)[] commands)
    {
        Task<HttpResponseMessage> SendAsync(int command) => node.SendAsync(
            commands[command].Method, commands[command].Path, commands[command].Body, ("Idempotency-Key", $"{keys}-{command}"));

        var firsts = new List<Alike>();
        for (var command = 0; command < commands.Length; command++)
        {
            var head = await node.HeadAsync();
            firsts.Add(await OnceAsync(await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SendAsync(command))), replays: 15));
            Assert.Equal(head + 1, await node.HeadAsync());
        }

        await node.RestartAsync();
        var after = await node.HeadAsync();
        for (var command = 0; command < commands.Length; command++)
        {
            Assert.Equal(firsts[command], await OnceAsync(await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SendAsync(command))), replays: 16));
        }

        Assert.Equal(after, await node.HeadAsync());
    }

    /// <summary>All of these are alike, and so many say that they are replays.</summary>
    private static async Task<Alike> OnceAsync(HttpResponseMessage[] answers, int replays)
    {
        Assert.Equal(replays, answers.Count(answer => answer.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true"));
        var alike = Assert.Single((await Task.WhenAll(answers.Select(AlikeAsync))).Distinct());
        Assert.InRange(alike.Status, 200, 201);
        return alike;
    }

    private static async Task<Alike> AlikeAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode, answer.Headers.Location?.OriginalString, answer.Header("ETag"), answer.Header("Consistency-Token"), await answer.Content.ReadAsStringAsync());

    private sealed record Alike(int Status, string? Location, string ETag, string Token, string Body);
}
